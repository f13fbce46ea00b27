package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.edge.routes.Routes;
import io.bailiwick.enforcer.edge.routes.Routes.Found;
import io.bailiwick.enforcer.settings.EdgeSettings;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping of requests to checks, and its mistakes. */
class RoutesTextTest {
  private static final String HUB =
      """
      routes:
        - { route: GET /, open: true }
        - { route: "OPTIONS /{**}", open: true }
        - { route: "GET /docs/{**}", open: true }
        - { route: "GET /{owner}", action: organization.follow, resource: { type: organization, id: "{owner}" } }
        - route: GET /{owner}/{name}
          action: repository.read
          anonymous: true
          resource: { type: model, id: "{owner}/{name}" }
        - route: GET /{owner}/{name}.git/{**}
          action: repository.read
          resource: { type: model, id: "{owner}/{name}" }
        - route: GET /{owner}/{name}/{**}
          action: discussion.read
          resource: { type: model, id: "{owner}/{name}", properties: { visibility: private } }
        - route: ANY /{owner}/{name}/settings
          action: repository.settings
          resource: { type: model, id: "{owner}/{name}" }
        - route: POST /api/{type}s/create/{name}
          action: repository.create
          resource: { type: "{type}", id: "{name}", properties: { owner: Acme, visibility: private } }
        - route: POST /api/{owner}/{name}/move/{to}
          action: repository.transfer
          resource: { type: model, id: "{owner}/{name}", properties: { destination: { owner: "{to}" } } }
        - route: POST /api/{owner}/{name}/share/{group}
          action: resource-group.assign
          resource: { type: model, id: "{owner}/{name}", properties: { resource_group: lab, destination: { resource_group: "{group}" } } }
        - route: ANY /api/{**}
          action: repository.delete
          resource: { type: model, id: api }
      """;

  private final Routes hub = hub();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET     | /                                 | open",
        "HEAD    | /                                 | open",
        "POST    | /                                 | unmapped",
        "OPTIONS | /acme/bert                        | open",
        "GET     | /docs                             | open",
        "GET     | /docs/                            | open",
        "GET     | /docs/a/b/c?x=/acme               | open",
        "GET     | /acme                             | organization.follow organization acme in acme",
        "POST    | /api/acme/bert/share/research     | resource-group.assign model acme/bert in acme of lab for research",
        "GET     | /acme/bert                        | repository.read model acme/bert in acme, or no person",
        "GET     | /acme/bert/                       | repository.read model acme/bert in acme, or no person",
        "GET     | /acme/bert?rev=../x;y//           | repository.read model acme/bert in acme, or no person",
        "GET     | /acme/b%65rt                      | repository.read model acme/bert in acme, or no person",
        "GET     | /acme/b%C3%A9rt                   | repository.read model acme/bért in acme, or no person",
        "GET     | /acme/b-e_r.t~!$&()*+,=:@         | repository.read model acme/b-e_r.t~!$&()*+,=:@ in acme, or no person",
        "GET     | /Acme/Bert                        | repository.read model Acme/Bert in acme, or no person",
        "GET     | /acme/bert.git/info/refs          | repository.read model acme/bert in acme",
        "GET     | /acme/bert.git                    | repository.read model acme/bert in acme",
        "GET     | /acme/.git                        | repository.read model acme/.git in acme, or no person",
        "GET     | /acme/bert/tree/main/a%20b.txt    | discussion.read model acme/bert in acme PRIVATE",
        "DELETE  | /acme/bert/settings               | repository.settings model acme/bert in acme",
        "GET     | /acme/bert/settings               | repository.settings model acme/bert in acme",
        "DELETE  | /acme/bert                        | unmapped",
        "get     | /acme/bert                        | unmapped",
        "POST    | /api/datasets/create/x            | repository.create dataset x in acme PRIVATE",
        "POST    | /api/acme/x/move/Globex           | repository.transfer model acme/x in acme to globex",
        "POST    | /api/acme/x/move                  | repository.delete model api in",
        "POST    | /api/Models/CREATE/x              | ambiguous",
        "GET     | /api/acme                         | repository.delete model api in",
      })
  void theClosestRouteDecides(String method, String uri, String found) {
    assertThat(described(hub.find(method, uri))).isEqualTo(found);
  }

  /** A service may read each of them as another path than the one that would be checked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acme/bert",
        "http://hub.example/acme/bert",
        "*",
        "//acme/bert",
        "/acme//bert",
        "/acme/bert//",
        "/./acme/bert",
        "/acme/../globex/bert",
        "/acme/bert/..",
        "/acme/bert/.",
        "/acme/%2e%2e/globex/bert",
        "/acme/%2E%2E/globex",
        "/acme/.%2e/globex",
        "/acme%2Fbert/x",
        "/acme%2fbert",
        "/acme%5Cbert/x",
        "/acme\\bert",
        "/acme/bert;x=1",
        "/acme;/bert",
        "/acme/bert%3Bx",
        "/acme/bert%00",
        "/acme/bert%0a",
        "/acme/bert%0d%0aX: y",
        "/acme/bert#x",
        "/acme/bert%23x",
        "/acme/bert%3Fx",
        "/acme/%252e%252e/globex",
        "/acme/bert%25",
        "/acme/b%",
        "/acme/b%6",
        "/acme/b%zz",
        "/acme/b%C3",
        "/acme/b%C0%AF",
        "/acme/%EF%BC%8E%EF%BC%8E/x",
        "/acme/b\u00e9rt",
        "/acme/b rt",
        "/acme/b\trt",
        "/acme/b\"rt",
        "/acme/b<rt",
        "/acme/b>rt",
        "/acme/b|rt",
        "/acme/b^rt",
        "/acme/b`rt",
        "/acme/{bert",
        "/acme/bert}",
        "/acme/[bert",
        "/acme/bert]",
        "/%EF%BD%81pi/x",
        "/acme/be%CC%81rt",
        "/API/acme",
        "/aPi/models/create/x",
        "/DOCS/x",
        "/acme/bert/Settings",
        "/acme/bert.GIT/x",
        "/doc%53/x"
      })
  void anAmbiguousPathHasNoRoute(String uri) {
    for (String method : new String[] {"GET", "POST", "DELETE"}) {
      Found found = hub.find(method, uri);
      assertThat(found)
          .as("%s %s", method, uri)
          .isInstanceOfAny(Found.Ambiguous.class, Found.Unmapped.class);
    }
    assertThat(hub.find("GET", uri)).as(uri).isInstanceOf(Found.Ambiguous.class);
  }

  private static String described(Found found) {
    return switch (found) {
      case Found.Ambiguous _ -> "ambiguous";
      case Found.Unmapped _ -> "unmapped";
      case Found.Open _ -> "open";
      case Found.Asked asked ->
          asked.check().action()
              + " "
              + described(asked.check().resource())
              + (asked.anonymous() ? ", or no person" : "");
    };
  }

  private static String described(Resource resource) {
    String seen = resource.visibility().isPublic() ? "" : " " + resource.visibility();
    return (resource.type() + " " + resource.id() + " in " + resource.owner().orElse("") + seen)
            .strip()
        + resource.destination().flatMap(Destination::owner).map(to -> " to " + to).orElse("")
        + resource.resourceGroup().map(group -> " of " + group).orElse("")
        + resource
            .destination()
            .flatMap(Destination::resourceGroup)
            .map(group -> " for " + group)
            .orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | edge.yaml: is not a map of session and routes",
        "{ routes: [] }                      | edge.yaml, line 1, column 3, \"routes\": has no route",
        "{ route: [] } | edge.yaml: has no routes (1 more)",
        "{ routes: [{ route: GET /, open: true }], more: 1 } | edge.yaml, line 1, column 43, \"more\":"
            + " is unknown; the members are session and routes",
        "{ session: { cookie: a b }, routes: [{ route: GET /, open: true }] } | edge.yaml, line 1,"
            + " column 14, \"session/cookie\": \"a b\" is no name of a cookie",
        "'routes:\n- { route: GET / }'        | edge.yaml, line 2, column 5, route \"GET /\": needs an"
            + " action and a resource, or open",
        "'routes:\n- { open: true }'          | edge.yaml, line 2, column 5, route \"0\": has no route",
        "'routes:\n- { route: GET /a, open: false }' | edge.yaml, line 2, column 20, route \"GET /a\":"
            + " \"open\" \"false\" is not true",
        "'routes:\n- { route: GET /a, open: true, anonymous: true }' | edge.yaml, line 2, column 32,"
            + " route \"GET /a\": \"anonymous\" cannot be beside open",
        "'routes:\n- { route: GET /a, open: true, opn: 1 }' | edge.yaml, line 2, column 32, route \"GET"
            + " /a\": \"opn\"",
        "'routes:\n- { route: a, open: true }' | edge.yaml, line 2, column 5, route \"a\": \"route\""
            + " \"a\" is no method and path, such as",
        "'routes:\n- { route: \"GET /a?b\", open: true }' | edge.yaml, line 2, column 5, route \"GET"
            + " /a?b\": \"route\" \"GET /a?b\" is no method and path",
        "'routes:\n- { route: GET /a/, open: true }' | edge.yaml, line 2, column 5, route \"GET /a/\""
            + " has the segment \"\", which is no text",
        "'routes:\n- { route: \"GET /a/{b\", open: true }' | edge.yaml, line 2, column 5, route \"GET"
            + " /a/{b\" has the segment \"{b\", which is no text",
        "'routes:\n- { route: \"GET /{**}/a\", open: true }' | edge.yaml, line 2, column 5, route \"GET"
            + " /{**}/a\" has {**} before its end",
        "'routes:\n- { route: \"GET /{a}/{a}\", open: true }' | edge.yaml, line 2, column 5, route \"GET"
            + " /{a}/{a}\" has the variable {a} twice",
        "'routes:\n- { route: \"GET /{a}\", open: true }\n- { route: \"GET /{b}\", open: true }' |"
            + " edge.yaml, line 3, column 5, route \"GET /{b}\" fits the same requests as \"GET /{a}\"",
        "'routes:\n- { route: GET /a, action: a.b, resource: { type: model, id: x } }' | edge.yaml,"
            + " line 2, column 5, route \"GET /a\" has the action \"a.b\", which the catalogue does not",
        "'routes:\n- { route: GET /a, action: repository.read, resource: { type: boat, id: x } }' |"
            + " edge.yaml, line 2, column 5, route \"GET /a\" has the resource type \"boat\", which is",
        "'routes:\n- { route: GET /a, action: repository.read, resource: { type: model, id: \"{x}\" } }'"
            + " | edge.yaml, line 2, column 5, route \"GET /a\" has no variable {x}",
        "'routes:\n- { route: GET /a, action: repository.read, resource: { type: model, id: \"{x\" } }'"
            + " | edge.yaml, line 2, column 70, route \"GET /a\": \"resource\" \"id\" \"{x\" is no text with",
        "'routes:\n- { route: GET /a, action: repository.read, resource: { type: model } }' |"
            + " edge.yaml, line 2, column 45, route \"GET /a\": \"resource\" needs a type and an id",
        "'routes: [&x { route: GET /a, open: true }, *x]' | edge.yaml"
      })
  void mistakesAreNamedWithTheirLine(String text, String error) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text))
        .satisfies(wrong -> assertThat(wrong.getMessage()).startsWith(error).doesNotContain("\n"));
  }

  /** The enforcer does not start with a mapping that it does not understand. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void startIsRefused(boolean exists, @TempDir Path dir) throws IOException {
    Path file = dir.resolve("edge.yaml");
    if (exists) {
      Files.writeString(file, "routes: [{ route: GET / }]\n");
    }
    EdgeSettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(EdgeSettings.class)
            .withDefaultValue("bailiwick.enforcer.edge.routes", file.toString())
            .build()
            .getConfigMapping(EdgeSettings.class);
    Policy policy = new Policy(CatalogueFile.builtIn());
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> new RoutesFile().routes(settings, policy))
        .withMessageStartingWith(
            "bailiwick.enforcer.edge.routes cannot be "
                + (exists ? "used: " + file + ", line 1, column 12" : "read: " + file));
  }

  /** Otherwise the first request would read it. */
  @Test
  void isReadAtStart() throws NoSuchMethodException {
    assertThat(RoutesFile.class.getDeclaredMethod("routes", EdgeSettings.class, Policy.class))
        .satisfies(routes -> assertThat(routes.isAnnotationPresent(Startup.class)).isTrue());
  }

  private static Routes hub() {
    try {
      return read(HUB);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Routes read(String text) throws IOException {
    return RoutesText.read(
        "edge.yaml", text.getBytes(StandardCharsets.UTF_8), CatalogueFile.builtIn().actions());
  }
}
