package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bailiwick.json.StrictJson;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of SCIM requests for the administrator: rule S15. */
@GatewayTest
class RequestLogTest {
  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("log");
  }

  private ValidatableResponse list(String... parameters) {
    var request = Tenant.operator();
    for (int i = 0; i < parameters.length; i += 2) {
      request = request.queryParam(parameters[i], parameters[i + 1]);
    }
    return request.get("/organizations/" + acme.id() + "/scim-requests").then();
  }

  private void awaitLogged(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> list().body("requests", hasSize(count)));
  }

  @Test
  void tellsOfEveryRequestWithoutItsSecrets() {
    String jane =
        acme.scim()
            .body(
                """
                {"userName":"jane@acme.example","externalId":"7","password":"s3cret","title":"CTO",
                 "emails":[{"value":"jane@home.example"}]}""")
            .post("/Users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    acme.scim().body("{\"userName\":\"JANE@acme.example\"}").post("/Users").then().statusCode(409);
    acme.scim().queryParam("filter", "userName eq \"jane@acme.example\"").get("/Users");
    acme.scim().body("{").patch("/Users/" + jane).then().statusCode(400);
    acme.scim().delete("/Users/" + jane).then().statusCode(204);
    acme.scim().get("/Users?count=0&access_token=" + acme.token()).then().statusCode(200);
    acme.scim().queryParam("filter", "name.familyName eq \"Doe\"").get("/Users");
    acme.scim().queryParam("filter", "password eq \"s3cret\"").get("/Users");
    acme.scim().get("/Users/jane@acme.example").then().statusCode(404);
    acme.patch(jane, "remove", "phoneNumbers[value eq \"+4917\"].value", "").then();
    awaitLogged(10);

    String all = list().extract().asString();
    assertThat(all)
        .doesNotContain(
            "s3cret", "jane@", "CTO", "home.example", acme.token().substring(18), "Doe", "4917");
    list()
        .body("requests[1].target", equalTo("/Users/j***@acme.example"))
        .body("requests[2].detail", startsWith("password is kept secret"));
    list()
        .body(
            "requests.method",
            equalTo(
                List.of(
                    "PATCH", "GET", "GET", "GET", "GET", "DELETE", "PATCH", "GET", "POST", "POST")))
        .body("requests.status", equalTo(List.of(404, 404, 400, 200, 200, 204, 400, 200, 409, 201)))
        .body("requests[6].scimType", equalTo("invalidSyntax"))
        .body("requests[6].detail", notNullValue())
        .body("requests[8].scimType", equalTo("uniqueness"))
        .body("requests[9].resource", equalTo(jane))
        .body("requests[9].target", equalTo("/Users"))
        .body("requests[9].body.userName", equalTo("j***@acme.example"))
        .body("requests[9].body.externalId", equalTo("7"))
        .body("requests[9].milliseconds", greaterThan(0f))
        .body("requests[9].token", equalTo(acme.token().substring(9, 17)))
        .body("next", nullValue());
  }

  @Test
  void isSearchedByPersonTokenOutcomeAndTime() {
    Instant before = Instant.now();
    String jane = acme.user("Jane");
    String john = acme.user("john");
    acme.scim().get("/Users/" + john).then().statusCode(200);
    acme.scim().get("/Users/nobody").then().statusCode(404);
    awaitLogged(4);

    list("person", "JANE").body("requests.resource", equalTo(List.of(jane)));
    list("person", john).body("requests", hasSize(2));
    list("outcome", "failure").body("requests.status", equalTo(List.of(404)));
    list("outcome", "success", "person", "john").body("requests", hasSize(2));
    list("token", "nobody00").body("requests", hasSize(0));
    list("until", before.toString()).body("requests", hasSize(0));
    list("since", before.minusSeconds(1).toString()).body("requests", hasSize(4));
    List<String> times = list().extract().path("requests.at");
    assertThat(times.stream().map(Instant::parse).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());

    var page = list("limit", "3").body("requests", hasSize(3)).extract();
    list("limit", "3", "before", page.path("next"))
        .body("requests.resource", equalTo(List.of(jane)))
        .body("next", nullValue());

    String export =
        Tenant.operator()
            .accept("application/x-ndjson")
            .get("/organizations/" + acme.id() + "/scim-requests")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(export.strip().lines()).hasSize(4).allMatch(line -> line.startsWith("{\"id\":"));
    Response some =
        Tenant.operator()
            .accept("application/x-ndjson")
            .queryParam("limit", 3)
            .get("/organizations/" + acme.id() + "/scim-requests");
    assertThat(some.asString().strip().lines()).hasSize(3);
    assertThat(some.contentType()).isEqualTo("application/x-ndjson");

    list("outcome", "maybe").statusCode(400).body("member", equalTo("outcome"));
    list("since", "yesterday").statusCode(400).body("member", equalTo("since"));
    list("since", "-1000000000-01-01T00:00:00Z").statusCode(400).body("member", equalTo("since"));
    list("until", "+1000000000-12-31T23:59:59Z").statusCode(400).body("member", equalTo("until"));
    list("before", "x").statusCode(400).body("member", equalTo("before"));
    Tenant.operator().get("/organizations/nobody/scim-requests").then().statusCode(404);
    Tenant.operator()
        .accept("application/x-ndjson")
        .get("/organizations/nobody/scim-requests")
        .then()
        .statusCode(404);
  }

  /** An administrator asks why somebody has lost access: the PATCH names the id alone. */
  @Test
  void findsWhatHappenedToAPersonByAnyOfTheirKeys() {
    String jane =
        acme.scim()
            .body(
                "{\"userName\":\"jane\",\"externalId\":\"x-7\",\"emails\":[{\"value\":\"j@acme.example\"}]}")
            .post("/Users")
            .then()
            .extract()
            .path("id");
    acme.user("john");
    acme.scim()
        .body("{\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}")
        .patch("/Users/" + jane)
        .then()
        .statusCode(200);
    awaitLogged(3);
    for (String key : List.of(jane, "JANE", "x-7", "j@acme.example")) {
      list("person", key).body("requests.method", equalTo(List.of("PATCH", "POST")));
    }
  }

  /**
   * A path too much or too little, a wrong method or media type: what an administrator looks for.
   */
  @Test
  void tellsOfWhatReachesNoEndpoint() {
    acme.scim().body("{}").put("/Users").then().statusCode(405);
    acme.scim().contentType("text/plain").body("x").post("/Users").then().statusCode(415);
    acme.scim().accept("text/html").get("/Users").then().statusCode(406);
    acme.scim().get("/Users/a/b").then().statusCode(404);
    acme.scim().get("/.search").then().statusCode(404);
    acme.scim().get("/Groups/.search").then().statusCode(405);
    Tenant nobody = new Tenant(acme.id(), "bwk_scim_wrong");
    nobody.scim().get("/Users").then().statusCode(401);
    nobody.scim().get("/nope").then().statusCode(404);
    given().get("/scim/v2/" + acme.id() + "/nope").then().statusCode(404);
    awaitLogged(6);
    list()
        .body("requests.status", containsInAnyOrder(405, 415, 406, 404, 404, 405))
        .body("requests.target", hasItem("/Users/a/b"));
  }

  @Test
  void tellsWhenARequestCameAndHowLongItTook() throws Exception {
    String jane = acme.user("jane");
    Instant released;
    try (Connection other = GatewayServers.runtime();
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      GatewayServers.hold(other, acme, jane);
      Future<Response> held = pool.submit(() -> acme.scim().delete("/Users/" + jane));
      Awaitility.await()
          .pollDelay(Duration.ofMillis(300))
          .until(() -> GatewayServers.waitingFor(other).isPresent());
      released = Instant.now();
      other.rollback();
      held.get().then().statusCode(204);
    }
    awaitLogged(2);
    var delete = list().body("requests[0].milliseconds", greaterThan(100f)).extract();
    assertThat(Instant.parse(delete.path("requests[0].at"))).isBefore(released);
  }

  /** Who removed them: asked for by a name that nobody has any more. */
  @Test
  void findsWhatHappenedToAPersonWhoIsGone() {
    String jane = acme.user("jane");
    acme.patch(jane, "replace", "userName", "jane.doe").then().statusCode(200);
    acme.scim().delete("/Users/" + jane).then().statusCode(204);
    awaitLogged(3);
    list("person", "jane").body("requests.method", equalTo(List.of("DELETE", "PATCH", "POST")));
    list("person", "john").body("requests", hasSize(0));
    String john = acme.user("john");
    acme.user("mary");
    acme.scim().body("{\"userName\":\"mary\"}").put("/Users/" + john).then().statusCode(409);
    acme.scim().get("/Users/" + john + "?filter=userName eq \"mary\"").then().statusCode(200);
    awaitLogged(7);
    // A refused request is about whom it names, but made nobody of them.
    list("person", "mary").body("requests.method", equalTo(List.of("PUT", "POST")));
  }

  /** What PostgreSQL cannot keep of one request costs no other its place in the log. */
  @Test
  void aHostileRequestTakesNothingElseOutOfIt() {
    acme.user("before");
    String named = "filter=userName%20eq%20%22a";
    asWritten().get("/Users?x=%00&" + named + "%22").then().statusCode(200);
    acme.scim().get("/Users/" + "z".repeat(3500)).then().statusCode(404);
    asWritten().delete("/Users/x?" + named + "%00%22").then().statusCode(404);
    acme.user("after");
    awaitLogged(5);
  }

  /** RFC 3986 wants them encoded; clients send them as they are, and mean what they write. */
  @Test
  void whatIsNotEncodedIsTakenAsItIs() throws Exception {
    String name = "a\"{}|\\^<>`;#%zz[é";
    acme.scim()
        .body(StrictJson.write(Map.of("userName", name)))
        .post("/Users")
        .then()
        .statusCode(201);
    String filter = "userName%20eq%20\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    assertThat(raw("/Users?filter=" + filter + "&attributes=userName"))
        .startsWith("HTTP/1.1 200")
        .contains("\"totalResults\":1", "\"userName\"")
        .doesNotContain("displayName");
    assertThat(raw("http://x", "/Users?filter=" + filter))
        .startsWith("HTTP/1.1 200")
        .contains("\"totalResults\":1");
    assertThat(raw("/Users?filter=%zz")).startsWith("HTTP/1.1 400").contains("invalidFilter");
    assertThat(raw("/Users/{id}|^")).startsWith("HTTP/1.1 404").contains("\"status\":\"404\"");
    assertThat(raw("/Users/a\\b")).startsWith("HTTP/1.1 400").contains("\"status\":\"400\"");
    awaitLogged(5);
    list()
        .body("requests.status", equalTo(List.of(404, 400, 200, 200, 201)))
        .body("requests[0].target", equalTo("/Users/{id}|^"))
        .body("requests[1].target", equalTo("/Users?filter=***"))
        .body("requests[3].target", startsWith("/Users?filter=userName eq"));
  }

  /** The answer to a GET whose target is sent as it is written. */
  private String raw(String target) throws IOException {
    return raw("", target);
  }

  private String raw(String origin, String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              """
              GET %s/scim/v2/%s%s HTTP/1.1\r
              Host: x\r
              Authorization: Bearer %s\r
              Connection: close\r
              \r
              """
                  .formatted(origin, acme.id(), target, acme.token())
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private RequestSpecification asWritten() {
    return acme.scim().urlEncodingEnabled(false);
  }

  @Test
  void anotherOrganizationsRequestsAreNotInIt() {
    Tenant globex = Tenant.make("log");
    globex.user("canary");
    acme.user("jane");
    awaitLogged(1);
    list("person", "canary").body("requests", hasSize(0));
  }

  @Test
  void aTokenShowsWhenItWasUsedLast() {
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/scim-tokens")
        .then()
        .body("tokens[0].lastUsedAt", nullValue());
    acme.user("jane");
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                Tenant.operator()
                    .get("/organizations/" + acme.id() + "/scim-tokens")
                    .then()
                    .body("tokens[0].lastUsedAt", notNullValue()));
  }
}
