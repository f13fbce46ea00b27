package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be answered say why. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EvaluationRequestTest extends Checks {
  /** A new sign-in would bring the same request back: the caller is told what to send instead. */
  @Test
  void saysWhatIsWrongWithTheSessionThatWasShown() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    Map<String, String> shown = new TreeMap<>();
    shown.put(
        "\"session\":{\"organization\":\"acme\",\"authenticated_at\":\"" + now + "\"}",
        "Would allow it: context.session.id.");
    shown.put(
        session().replace("organization", "organisation"),
        "Would allow it: context.session.organization. Unknown and therefore ignored:"
            + " context.session.organisation.");
    shown.put("\"session\":{\"token\":\"garbage\"}", "an access token of the gateway");
    shown.put(
        "\"session\":{\"token\":\""
            + GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "JWT", gateway.key)
            + "\"}",
        "(typ at+jwt), not its ID token.");
    shown.put(
        "\"session\":{\"token\":\""
            + gateway.token(gateway.claims(jane, "acme", sid, now).audience("another client"))
            + "\"}",
        "bailiwick.enforcer.session-audiences");
    shown.put(
        "\"credential\":{\"type\":\"token\",\"id\":\"t\"}",
        "context.credential.session.id, context.credential.session.organization");
    shown.forEach(
        (context, remedy) ->
            explained(body(jane, "{\"name\":\"repository.read\"}", read(), context))
                .then()
                .statusCode(200)
                .body("context.reason", equalTo("sso_required"))
                .body("context.reason_admin.403", containsString(remedy))
                .body("context.sign_in_url", nullValue()));
  }

  @Test
  void namesTheMembersThatItIgnores() {
    String token = "{\"type\":\"token\",\"id\":\"t\",\"properties\":{\"scope\":[]}}";
    explained(body(jane, "{\"name\":\"token.create\"}", token, session()))
        .then()
        .body("context.reason", equalTo("allowed"))
        .body(
            "context.reason_admin.200",
            equalTo(
                "The account may do it. Allowed by: token.create (anywhere). Unknown and therefore"
                    + " ignored: resource.properties.scope."));
  }

  @Test
  void explainsToThoseWhoMayAsk() {
    String body =
        body(
            jane,
            "{\"name\":\"repository.create\"}",
            "{\"type\":\"model\",\"id\":\"acme/m\"}",
            session());
    post(body.replace("\"context\":{", "\"context\":{\"explain\":true,"))
        .then()
        .body("context.reason_admin", nullValue());
    explained(body)
        .then()
        .body("context.reason_admin.403", containsString("publicContent=ORGANIZATION_SETTING"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"subject\":\"alice\"}",
        "{\"subject\":{\"type\":\"user\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":123},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":null,\"id\":\"y\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"y\",\"id\":null},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"id\":\"y\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":7}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"visibility\":1}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"scopes\":\"acme\"}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":{\"scopes\":[\"acme\"]}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\",\"properties\":7}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":{\"session\":\"s1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"},\"context\":{\"credential\":7}}"
      })
  void badRequestsSayWhatIsMissing(String body) {
    String why =
        post(body)
            .then()
            .statusCode(400)
            .contentType("application/json")
            .header("X-Request-ID", equalTo("r-1"))
            .body("error", notNullValue())
            .extract()
            .path("error");
    slowly(body).then().statusCode(400).body("error", equalTo(why));
  }

  /** The framework answers what is out of the ordinary, and answers the same. */
  @Test
  void bothWaysAnswerTheSame() {
    for (String action : List.of("repository.read", "repository.create", "no.such.action")) {
      String body = body(jane, "{\"name\":\"" + action + "\"}", read(), session());
      assertThat(withoutId(slowly(body))).isEqualTo(withoutId(post(body)));
    }
  }

  private static String withoutId(Response response) {
    return response.statusCode()
        + response.header("X-Request-ID")
        + response.contentType()
        + response.asString().replaceAll("\"evaluation_id\":\"\\w+\"", "");
  }

  /** A client that waits for permission to send its body gets it, known or not. */
  @Test
  void bodiesThatWaitAreAskedFor() throws Exception {
    String body = body(jane, "{\"name\":\"repository.read\"}", read(), session());
    post(body);
    HttpRequest request =
        plainRequest()
            .version(HttpClient.Version.HTTP_1_1)
            .expectContinue(true)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  /** A list of accepted types is out of the ordinary. */
  private static Response slowly(String body) {
    return caller("bailiwick.check")
        .accept("application/json, text/plain;q=0.1")
        .body(body)
        .post("/access/v1/evaluation");
  }

  @Test
  void otherContentTypesAreBadRequests() {
    caller("bailiwick.check")
        .contentType(ContentType.TEXT)
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(400)
        .body("error", containsString("Content-Type"));
  }

  /** By its length and by what came: neither is held in memory. */
  @Test
  void longBodiesAreRefusedWithAReason() throws Exception {
    String path = "/access/v1/evaluation";
    caller("bailiwick.check")
        .body("x".repeat(70_000))
        .post(path)
        .then()
        .statusCode(413)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("error", equalTo("The body is larger than 65536 bytes."));
    java.net.http.HttpResponse<String> chunked =
        java.net.http.HttpClient.newHttpClient()
            .send(
                plainRequest()
                    .version(HttpClient.Version.HTTP_1_1)
                    .POST(
                        java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[70_000])))
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void thePathTellsItsMethods() {
    String methods = "OPTIONS, POST";
    given().options("/access/v1/evaluation").then().statusCode(200).header("Allow", methods);
    for (String method : List.of("GET", "TRACE")) {
      given()
          .request(method, "/access/v1/evaluation")
          .then()
          .statusCode(405)
          .header("Allow", methods)
          .body("error", notNullValue());
    }
  }

  @Test
  void strangersAreNotAnswered() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("error", notNullValue());
    caller("bailiwick.accounts.read")
        .body("{}")
        .post("/access/v1/evaluation")
        .then()
        .statusCode(403)
        .body("error", equalTo("The caller lacks the scope bailiwick.check."));
  }

  @Test
  void theApiIsDescribed() {
    given()
        .get("/openapi")
        .then()
        .statusCode(200)
        .body(containsString("/access/v1/evaluation"), containsString("bearerFormat: JWT"));
    given().get("/q/swagger-ui/").then().statusCode(200);
  }

  /** The URLs are the configured ones, whatever host the caller names. */
  @Test
  void theMetadataNamesTheEndpoints() {
    given()
        .header("Host", "attacker.example")
        .get("/.well-known/authzen-configuration")
        .then()
        .statusCode(200)
        .header("Content-Type", equalTo("application/json"))
        .body(
            equalTo(
                "{\"policy_decision_point\":\"https://pdp.example\","
                    + "\"access_evaluation_endpoint\":"
                    + "\"https://pdp.example/access/v1/evaluation\","
                    + "\"access_evaluations_endpoint\":"
                    + "\"https://pdp.example/access/v1/evaluations\","
                    + "\"search_subject_endpoint\":"
                    + "\"https://pdp.example/access/v1/search/subject\","
                    + "\"search_resource_endpoint\":"
                    + "\"https://pdp.example/access/v1/search/resource\","
                    + "\"search_action_endpoint\":"
                    + "\"https://pdp.example/access/v1/search/action\"}"));
  }

  /** A verified token is remembered, but not beyond its end. */
  @Test
  void aTokenThatExpiresIsNotAnsweredAnyMore() {
    String token =
        EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofSeconds(3));
    String body = body(jane, "{\"name\":\"repository.read\"}", read(), session());
    RequestSpecification caller =
        given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON).body(body);
    caller.post("/access/v1/evaluation").then().statusCode(200);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> caller.post("/access/v1/evaluation").then().statusCode(401));
  }
}
