package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.bailiwick.json.StrictJson;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of RFC 7643, 7644 and 9865, each by its section: {@code src/test/resources/rfc}.
 *
 * <p>Every rule has an organization of its own, in which the file's {@code given} comes first. A
 * step sends a request ({@code send}, {@code query}, headers in {@code with}, {@code body}, or
 * {@code text}, or {@code patch} for the operations of a PATCH; {@code as} a profile, or with a
 * {@code token} of its own: {@code none}, that of {@code another} organization) and says what
 * comes: the status ({@code expect}, else 200), {@code headers}, and of the answer, or of the
 * {@code element} of it at a JSON pointer, all of its members ({@code only}), some with their
 * values ({@code answer}; null for what must not be there), texts by a regular expression ({@code
 * like}), the names of the users listed ({@code users}). {@code bind} names the answer's id, or
 * what is at JSON pointers, for {@code {name}} in later steps.
 */
@GatewayTest
class ConformanceTest {
  private static final Path RULES = Path.of("src/test/resources/rfc");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Set<String> KEYS =
      Set.of(
          "send", "as", "token", "with", "query", "body", "text", "patch", "bind", "expect",
          "headers", "element", "only", "answer", "like", "users");
  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  static List<Named<List<JsonNode>>> rules() throws IOException {
    List<Named<List<JsonNode>>> rules = new ArrayList<>();
    try (Stream<Path> files = Files.list(RULES)) {
      for (Path file : files.sorted().toList()) {
        JsonNode read = YAML.readTree(file.toFile());
        for (JsonNode rule : read.path("rules")) {
          List<JsonNode> steps = new ArrayList<>();
          read.path("given").forEach(steps::add);
          rule.path("steps").forEach(steps::add);
          rules.add(Named.of(rule.path("rule").textValue(), steps));
        }
      }
    }
    return rules;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isKeptTo(List<JsonNode> steps) throws IOException {
    Tenant tenant = Tenant.make("rfc");
    Map<String, Tenant> profiles = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    names.put("base", "https://scim.bailiwick.example/scim/v2/" + tenant.id());
    for (JsonNode written : steps) {
      assertThat(KEYS).containsAll(written.propertyStream().map(Map.Entry::getKey).toList());
      Tenant client =
          written.has("as")
              ? profiles.computeIfAbsent(written.get("as").textValue(), tenant::withProfile)
              : tenant;
      Response answer = send(client, bound(written, names));
      JsonNode body = json(answer);
      bind(written.path("bind"), body, names);
      // Once more, by the names that the answer has bound.
      check(bound(written, names), answer, body);
    }
  }

  private static JsonNode bound(JsonNode step, Map<String, String> names) throws IOException {
    String text = step.toString();
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace("{" + name.getKey() + "}", name.getValue());
    }
    return StrictJson.mapper().readTree(text);
  }

  private static Response send(Tenant tenant, JsonNode step) {
    RequestSpecification request = tenant.scim();
    if (step.has("token")) {
      String token = step.get("token").textValue();
      ((FilterableRequestSpecification) request).removeHeader("Authorization");
      request =
          switch (token) {
            case "none" -> request;
            case "another" ->
                request.header("Authorization", "Bearer " + Tenant.make("another").token());
            default -> request.header("Authorization", "Bearer " + token);
          };
    }
    for (Map.Entry<String, JsonNode> header : step.path("with").properties()) {
      request =
          header.getKey().equals("Content-Type")
              ? request.contentType(header.getValue().textValue())
              : request.header(header.getKey(), header.getValue().textValue());
    }
    for (Map.Entry<String, JsonNode> parameter : step.path("query").properties()) {
      request = request.queryParam(parameter.getKey(), parameter.getValue().textValue());
    }
    Optional<String> body = body(step);
    if (body.isPresent()) {
      request = request.body(body.get().getBytes(StandardCharsets.UTF_8));
    }
    String[] line = step.get("send").textValue().split(" ", 2);
    return request.urlEncodingEnabled(!line[1].contains("?")).request(line[0], line[1]);
  }

  private static Optional<String> body(JsonNode step) {
    if (step.has("patch")) {
      ObjectNode patch = StrictJson.mapper().createObjectNode();
      patch.putArray("schemas").add(PATCH);
      patch.set("Operations", step.get("patch"));
      return Optional.of(patch.toString());
    }
    return step.has("text")
        ? Optional.of(step.get("text").textValue())
        : Optional.ofNullable(step.get("body")).map(JsonNode::toString);
  }

  private static JsonNode json(Response answer) throws IOException {
    return answer.asByteArray().length == 0
        ? MissingNode.getInstance()
        : StrictJson.mapper().readTree(answer.asByteArray());
  }

  private static void bind(JsonNode bind, JsonNode body, Map<String, String> names) {
    if (bind.isTextual()) {
      names.put(bind.textValue(), body.path("id").asText());
    }
    bind.properties()
        .forEach(name -> names.put(name.getKey(), body.at(name.getValue().textValue()).asText()));
  }

  private static void check(JsonNode step, Response answer, JsonNode body) {
    String sent = step.get("send").textValue() + " -> " + answer.asString();
    assertThat(answer.statusCode()).as(sent).isEqualTo(step.path("expect").asInt(200));
    for (Map.Entry<String, JsonNode> header : step.path("headers").properties()) {
      assertThat(answer.header(header.getKey())).as("%s of %s", header.getKey(), sent).isNotNull();
      assertThat(answer.header(header.getKey()))
          .as("%s of %s", header.getKey(), sent)
          .isEqualTo(header.getValue().textValue());
    }
    JsonNode looked = body.at(step.path("element").asText(""));
    if (step.has("only")) {
      assertThat(looked.propertyStream().map(Map.Entry::getKey))
          .as(sent)
          .containsExactlyInAnyOrderElementsOf(texts(step.get("only")));
    }
    if (step.has("users")) {
      List<String> users = new ArrayList<>();
      body.path("Resources").forEach(user -> users.add(user.path("userName").textValue()));
      assertThat(users).as(sent).isEqualTo(texts(step.get("users")));
    }
    for (Map.Entry<String, JsonNode> like : step.path("like").properties()) {
      assertThat(looked.path(like.getKey()).asText()).as(sent).matches(like.getValue().textValue());
    }
    holds(looked, step.path("answer"), sent);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static void holds(JsonNode actual, JsonNode expected, String where) {
    switch (expected) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  member ->
                      holds(
                          actual.path(member.getKey()),
                          member.getValue(),
                          member.getKey() + " of " + where));
      case ArrayNode array -> {
        assertThat(actual.size()).as(where).isEqualTo(array.size());
        for (int i = 0; i < array.size(); i++) {
          holds(actual.path(i), array.get(i), i + " of " + where);
        }
      }
      case MissingNode _ -> {}
      case JsonNode value when value.isNull() ->
          assertThat(actual.isMissingNode()).as(where).isTrue();
      case JsonNode value -> assertThat(actual).as(where).isEqualTo(value);
    }
  }
}
