package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and who does not. */
@GatewayTest
class AuthenticationTest {
  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
  }

  private void refused(Tenant caller) {
    caller
        .scim()
        .get("/Users")
        .then()
        .statusCode(401)
        .contentType("application/scim+json")
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("status", equalTo("401"))
        .body("schemas[0]", equalTo("urn:ietf:params:scim:api:messages:2.0:Error"));
  }

  @Test
  void noToken() {
    given()
        .get("/scim/v2/" + acme.id() + "/Users")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("status", equalTo("401"));
    given().get("/organizations").then().statusCode(401).body("status", equalTo(401));
  }

  /** The methods of both resources are inherited, and so is their protection. */
  @ParameterizedTest
  @CsvSource({
    "POST, Users", "GET, Users", "POST, Users/.search", "GET, Users/1", "PUT, Users/1",
    "PATCH, Users/1", "DELETE, Users/1", "POST, Groups", "GET, Groups", "POST, Groups/.search",
    "GET, Groups/1", "PUT, Groups/1", "PATCH, Groups/1", "DELETE, Groups/1"
  })
  void noMethodWithoutAToken(String method, String path) {
    given()
        .contentType("application/scim+json")
        .request(method, "/scim/v2/" + acme.id() + "/" + path)
        .then()
        .statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "bwk_scim_",
        "bwk_scim_00000000_0000000000000000000000000000000000000000000_000000",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."
      })
  void aWrongToken(String token) {
    refused(new Tenant(acme.id(), token));
  }

  @Test
  void aTokenWithOneCharacterChanged() {
    char last = acme.token().charAt(20);
    String changed =
        acme.token().substring(0, 20) + (last == 'a' ? 'b' : 'a') + acme.token().substring(21);
    refused(new Tenant(acme.id(), changed));
  }

  @Test
  void anotherOrganizationsTokenAndForeignIds() {
    Tenant globex = Tenant.make("globex");
    refused(new Tenant(acme.id(), globex.token()));
    refused(new Tenant("nobody", globex.token()));
    String id =
        acme.scim()
            .body(Map.of("userName", "jane"))
            .post("/Users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    globex.scim().get("/Users/" + id).then().statusCode(404);
    globex.scim().body(Map.of("userName", "x")).put("/Users/" + id).then().statusCode(404);
    globex.scim().delete("/Users/" + id).then().statusCode(404);
    globex
        .scim()
        .queryParam("filter", "id eq \"" + id + "\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Test
  void anExpiredToken() {
    String expiring =
        Tenant.operator()
            .body(Map.of("expiresAt", Instant.now().plusSeconds(2).toString()))
            .post("/organizations/" + acme.id() + "/scim-tokens")
            .then()
            .statusCode(201)
            .extract()
            .path("token");
    new Tenant(acme.id(), expiring).scim().get("/Users").then().statusCode(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> refused(new Tenant(acme.id(), expiring)));
  }

  /** At once where it was revoked, and within a second on other replicas. */
  @Test
  void aRevokedToken() {
    acme.scim().get("/Users").then().statusCode(200);
    String keyId = acme.token().substring(9, 17);
    String path = "/organizations/" + acme.id() + "/scim-tokens/" + keyId;
    Tenant.operator().delete(path).then().statusCode(204);
    refused(acme);
  }

  @Test
  void tokensOpenOnlyWhatTheyAreFor() {
    String operator =
        GatewayServers.running()
            .issuer()
            .token("operator", "bailiwick.operate", Duration.ofMinutes(5));
    new Tenant(acme.id(), operator)
        .scim()
        .get("/Users")
        .then()
        .statusCode(403)
        .body("detail", equalTo("This request needs a SCIM token of this organization."));
    Tenant.bearer(acme.token()).get("/organizations").then().statusCode(401);
    String other =
        GatewayServers.running().issuer().token("x", "bailiwick.check", Duration.ofMinutes(5));
    Tenant.bearer(other)
        .get("/organizations")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("detail", equalTo("The bearer token lacks the scope bailiwick.operate."));
  }

  /** What a test's request prints when it fails would hold its token. */
  @Test
  void testsPrintNoRequests() {
    assertThat(
            RestAssured.config()
                .getLogConfig()
                .isLoggingOfRequestAndResponseIfValidationFailsEnabled())
        .isFalse();
  }

  @Test
  void operatorTokensThatAreExpiredOrForAnotherAudience() {
    var issuer = GatewayServers.running().issuer();
    Tenant.bearer(issuer.token("o", "bailiwick.operate", Duration.ofMinutes(-5)))
        .get("/organizations")
        .then()
        .statusCode(401);
    Tenant.bearer(issuer.token("o", "bailiwick.operate", Duration.ofMinutes(5), "another"))
        .get("/organizations")
        .then()
        .statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/organizations;x",
        "/scim/v2/%2e%2e/organizations",
        "/q/../organizations",
        "/organizations%2Fx",
        "/organizations%3bx",
        "/organizations%00"
      })
  void pathsThatAreNotWhatTheySeem(String path) {
    given().urlEncodingEnabled(false).get(path).then().statusCode(400);
  }
}
