package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.gateway.ScriptedEnforcer.Asked;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assertions of an organization are evaluated before its settings change. */
@GatewayTest
class AssertionsTest {
  private static final String OPEN = "{\"limits\":{\"publicContent\":\"ORGANIZATION_SETTING\"}}";
  private static final String HOLDS = "{\"failed\":[]}";

  private Tenant acme;
  private String path;
  private ScriptedEnforcer enforcer;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("asserts");
    path = "/organizations/" + acme.id();
    enforcer = ScriptedEnforcer.running();
  }

  @Test
  void areReplacedAsAWholeAndHaveAVersion() {
    Tenant.operator()
        .get(path + "/assertions")
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"0\""))
        .body("assertions", empty());
    String list = list(assertion("readers do not publish", "\"role\":\"read\""));
    put(list).statusCode(200).header("ETag", equalTo("\"1\""));
    put(list).statusCode(200).header("ETag", equalTo("\"1\""));
    Tenant.operator()
        .get(path + "/assertions")
        .then()
        .header("ETag", equalTo("\"1\""))
        .body("assertions.name", equalTo(List.of("readers do not publish")))
        .body("assertions[0].role", equalTo("read"))
        .body("assertions[0].expect", equalTo("deny"))
        .body("assertions[0].resource.properties.visibility", equalTo("public"));
    Tenant.operator()
        .header("If-Match", "\"0\"")
        .body(list())
        .put(path + "/assertions")
        .then()
        .statusCode(412);
    put(list()).statusCode(200).header("ETag", equalTo("\"2\""));
    Tenant.operator().body(list()).put("/organizations/none/assertions").then().statusCode(404);
    Tenant.operator().get("/organizations/none/assertions").then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                         | assertions
          {"assertions":[null]}                                      | assertions[0] must not be null
          {"assertions":[{}]}                                        | assertions[0].name must be
          {"assertions":[{"name":"x"}]}                              | assertions[0].action must be
          {"assertions":[{"name":"x","action":"a","role":"read","subject":"mgd_x"}]} | either a subject or a role
          {"assertions":[{"name":"x","action":"a","role":"owner"}]}  | role must be one of
          {"assertions":[{"name":"x","action":"a","role":"read","resource":{"id":"x"}}]} | assertions[0].resource.type must be
          {"assertions":[{"name":"x","actoin":"a"}]}                 | actoin
          {"assertions":[{"name":"x","action":"a","role":"read","resource":{"type":"model","id":"x"},"expect":"never"}]} | expect
          """)
  void aBadAssertionIsToldWhatIsWanted(String body, String words) {
    put(body).statusCode(400).body("detail", containsString(words));
  }

  @Test
  void areBounded() {
    String[] many =
        IntStream.range(0, 201)
            .mapToObj(i -> assertion("a" + i, "\"role\":\"read\""))
            .toArray(String[]::new);
    put(list(many)).statusCode(400).body("detail", containsString("at most 200"));
    put(list(many[0], many[0])).statusCode(400).body("detail", containsString("the same name"));
    assertThat(enforcer.about(acme.id())).isEmpty();
  }

  /** Without assertions the enforcer may be away. */
  @Test
  void withoutThemTheEnforcerIsNotAsked() {
    patch("").statusCode(200);
    assertThat(enforcer.about(acme.id())).isEmpty();
  }

  @Test
  void aChangeIsMadeIfTheyHold() {
    String jane = acme.user("jane");
    put(list(
            assertion("jane does not publish", "\"subject\":\"" + jane + "\""),
            assertion("readers do not publish", "\"role\":\"read\"")))
        .statusCode(200);
    enforcer.plays(acme.id(), 200, HOLDS);
    Tenant.operator()
        .body("{\"defaultRole\":\"write\"}")
        .patch(path)
        .then()
        .statusCode(200)
        .body("defaultRole", equalTo("write"));
    List<Asked> asked = enforcer.about(acme.id());
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().path()).isEqualTo("/access/v1/assertions");
    assertThat(asked.getFirst().scope()).isEqualTo("bailiwick.check.dry-run");
    assertThat(asked.getFirst().body().at("/proposed/defaultRole").asText()).isEqualTo("write");
    assertThat(asked.getFirst().body().at("/roles/" + jane).asText()).isEqualTo("write");
    assertThat(asked.getFirst().body().at("/assertions")).hasSize(2);
    assertThat(asked.getFirst().body().at("/assertions/1/expect").asText()).isEqualTo("deny");
  }

  @Test
  void aChangeIsRejectedIfOneFails() {
    put(list(assertion("readers do not publish", "\"role\":\"read\""))).statusCode(200);
    enforcer.plays(
        acme.id(),
        200,
        """
        {"failed":[{"name":"readers do not publish","reason":"allowed","rule":"own","already":false},
                   {"name":"other","reason":"role_insufficient","rule":"own","already":true}]}
        """);
    patch("")
        .statusCode(409)
        .body(
            "detail",
            equalTo(
                "Assertions of the organization would fail: \"readers do not publish\" (allowed),"
                    + " \"other\" (role_insufficient, as under the present settings)."));
    Tenant.operator().get(path).then().body("limits.publicContent", equalTo("FORBIDDEN"));
    patch("?unchecked=perhaps").statusCode(400).body("member", equalTo("unchecked"));
    patch("?unchecked=true").statusCode(200);
    assertThat(enforcer.about(acme.id())).hasSize(1);
  }

  @Test
  void aChangeIsRejectedIfTheEnforcerIsAway() {
    put(list(assertion("readers do not publish", "\"role\":\"read\""))).statusCode(200);
    patch("").statusCode(503).body("detail", containsString("not ready"));
    enforcer.plays(acme.id(), 200, "no JSON");
    patch("").statusCode(503).body("detail", containsString("without JSON"));
    enforcer.plays(acme.id(), 400, "{\"error\":\"assertion x: unknown\"}");
    patch("").statusCode(409).body("detail", containsString("assertion x: unknown"));
    Tenant.operator().get(path).then().body("version", equalTo(1));
    Tenant.operator().post(path + "/lockdown").then().statusCode(200);
    Tenant.operator().delete(path + "/sessions").then().statusCode(204);
    Tenant.operator().delete(path + "/lockdown").then().statusCode(200);
  }

  @Test
  void manyAreAskedAboutInParts() {
    String[] many =
        IntStream.range(0, 60)
            .mapToObj(i -> assertion("a" + i, "\"role\":\"read\""))
            .toArray(String[]::new);
    put(list(many)).statusCode(200);
    enforcer.plays(acme.id(), 200, HOLDS);
    patch("").statusCode(200);
    assertThat(enforcer.about(acme.id()))
        .extracting(asked -> asked.body().at("/assertions").size())
        .containsExactly(25, 25, 10);
  }

  @Test
  void aDryRunChangesNothing() {
    String jane = acme.user("jane");
    enforcer.plays(acme.id(), 200, "{\"evaluated\":7}");
    Tenant.operator()
        .body("{\"defaultRole\":\"write\"}")
        .post(path + "/dry-run?watch=PT2S")
        .then()
        .statusCode(200)
        .body("evaluated", equalTo(7));
    Asked asked = enforcer.about(acme.id()).getFirst();
    assertThat(asked.path()).isEqualTo("/access/v1/dry-run");
    assertThat(asked.body().at("/roles/" + jane).asText()).isEqualTo("write");
    assertThat(asked.body().path("watch").asText()).isEqualTo("PT2S");
    Tenant.operator().get(path).then().body("defaultRole", equalTo("read"));
    for (String time : List.of("PT0S", "-PT1S", "PT31S", "2")) {
      Tenant.operator()
          .body(OPEN)
          .post(path + "/dry-run?watch=" + time)
          .then()
          .statusCode(400)
          .body("member", equalTo("watch"));
    }
    enforcer.plays(acme.id(), 429, "{\"error\":\"two are running\"}");
    Tenant.operator()
        .body(OPEN)
        .post(path + "/dry-run")
        .then()
        .statusCode(503)
        .body("detail", containsString("two are running"));
  }

  private ValidatableResponse put(String body) {
    return Tenant.operator().body(body).put(path + "/assertions").then();
  }

  private ValidatableResponse patch(String query) {
    return Tenant.operator().body(OPEN).patch(path + query).then();
  }

  private static String list(String... assertions) {
    return List.of(assertions).stream().collect(Collectors.joining(",", "{\"assertions\":[", "]}"));
  }

  private String assertion(String name, String who) {
    return """
    {"name":"%s",%s,"action":"repository.create","expect":"deny",
     "resource":{"type":"model","id":"%s/m","properties":{"visibility":"public"}}}\
    """
        .formatted(name, who, acme.id());
  }
}
