package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What identity providers really send, a file each in {@code src/test/resources/idp}, and what they
 * must be answered: {@code given} comes first, then the request, then the very same request again.
 * A second PATCH or PUT must change nothing: no new version.
 */
@GatewayTest
class GoldenCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/idp");

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.walk(CORPUS)) {
      return files.filter(Files::isRegularFile).sorted().map(CORPUS::relativize).toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isAnsweredAsExpectedAndTwiceTheSame(Path file) throws IOException {
    JsonNode golden = StrictJson.mapper().readTree(CORPUS.resolve(file).toFile());
    Tenant tenant = Tenant.make("golden");
    Map<String, String> names = new HashMap<>();
    for (JsonNode step : golden.path("given")) {
      Response made = send(tenant, step, names);
      check(step, made, names);
      names.put(step.get("bind").textValue(), made.path("id"));
    }
    Response first = send(tenant, golden, names);
    check(golden, first, names);

    Response second = send(tenant, golden, names);
    check(golden.has("again") ? golden.get("again") : golden, second, names);
    if (golden.get("send").textValue().startsWith("P") && !golden.has("again")) {
      assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    }
  }

  private static Response send(Tenant tenant, JsonNode step, Map<String, String> names) {
    String[] line = bound(step.get("send").textValue(), names).split(" ", 2);
    String[] target = line[1].split("\\?", 2);
    RequestSpecification request = tenant.scim();
    if (target.length > 1) {
      for (String parameter : target[1].split("&", -1)) {
        String[] pair = parameter.split("=", 2);
        request = request.queryParam(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }
    if (step.has("body")) {
      request = request.body(bound(step.get("body").toString(), names));
    }
    return request.request(line[0], target[0]);
  }

  private static String bound(String text, Map<String, String> names) {
    String bound = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      bound = bound.replace("{" + name.getKey() + "}", name.getValue());
    }
    return bound;
  }

  private static void check(JsonNode step, Response answer, Map<String, String> names)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(step.get("expect").intValue());
    if (!step.has("answer")) {
      return;
    }
    JsonNode actual = StrictJson.mapper().readTree(answer.asByteArray());
    JsonNode expected = StrictJson.mapper().readTree(bound(step.get("answer").toString(), names));
    assertThat(difference("", expected, actual)).as(actual.toString()).isEmpty();
    for (JsonNode absent : step.path("absent")) {
      assertThat(at(actual, absent.textValue()).isMissingNode()).as(absent.textValue()).isTrue();
    }
  }

  private static JsonNode at(JsonNode node, String path) {
    JsonNode found = node;
    for (String name : path.split("/", -1)) {
      found = found.isArray() ? found.path(Integer.parseInt(name)) : found.path(name);
    }
    return found;
  }

  /** Where an answer lacks what is expected: of objects what is named, of lists every element. */
  private static Optional<String> difference(String path, JsonNode expected, JsonNode actual) {
    if (expected.isObject()) {
      return expected.properties().stream()
          .flatMap(
              member ->
                  difference(
                      path + "/" + member.getKey(), member.getValue(), actual.path(member.getKey()))
                      .stream())
          .findFirst();
    }
    if (!expected.isArray() || expected.size() != actual.size()) {
      return expected.equals(actual)
          ? Optional.empty()
          : Optional.of("%s: expected %s, was %s".formatted(path, expected, actual));
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> found = difference(path + "/" + i, expected.get(i), actual.get(i));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
