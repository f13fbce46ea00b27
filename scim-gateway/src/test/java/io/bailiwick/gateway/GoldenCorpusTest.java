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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What identity providers really send, a file each in {@code src/test/resources/idp}, and the whole
 * of what they must be answered: {@code given} comes first, then the request, then the very same
 * request again. A second PATCH or PUT must change nothing: no new version.
 */
@GatewayTest
class GoldenCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/idp");
  private static final Pattern ID =
      Pattern.compile("mgd_[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}");
  private static final Pattern TIME = Pattern.compile("\"\\d{4}-\\d\\d-\\d\\dT[^\"]+Z\"");

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.walk(CORPUS)) {
      return files.filter(Files::isRegularFile).sorted().map(CORPUS::relativize).toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isAnsweredAsExpectedAndTwiceTheSame(Path file) throws IOException {
    JsonNode golden = StrictJson.mapper().readTree(CORPUS.resolve(file).toFile());
    Tenant made = Tenant.make("golden");
    Tenant tenant =
        golden.has("profile") ? made.withProfile(golden.get("profile").textValue()) : made;
    Map<String, String> names = new HashMap<>();
    for (JsonNode step : golden.path("given")) {
      Response given = send(tenant, step, names);
      check(step, given, tenant, names);
      names.put(step.get("bind").textValue(), given.path("id"));
    }
    Response first = send(tenant, golden, names);
    check(golden, first, tenant, names);
    String type = golden.path("accept").asText("application/scim+json");
    assertThat(first.contentType()).isIn(type, "");

    Response second = send(tenant, golden, names);
    check(golden.has("again") ? golden.get("again") : golden, second, tenant, names);
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
    if (step.has("accept")) {
      request = request.accept(step.get("accept").textValue());
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

  private static void check(
      JsonNode step, Response answer, Tenant tenant, Map<String, String> names) throws IOException {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(step.get("expect").intValue());
    if (step.has("answer")) {
      assertThat(StrictJson.mapper().readTree(named(answer.asString(), tenant, names)))
          .isEqualTo(step.get("answer"));
    }
  }

  /** An answer with names in the place of what is another at each run. */
  private static String named(String answer, Tenant tenant, Map<String, String> names) {
    String named =
        answer.replace("https://scim.bailiwick.example/scim/v2/" + tenant.id(), "{base}");
    for (Map.Entry<String, String> name : names.entrySet()) {
      named = named.replace(name.getValue(), "{" + name.getKey() + "}");
    }
    return TIME.matcher(ID.matcher(named).replaceAll("{id}")).replaceAll("\"{time}\"");
  }
}
