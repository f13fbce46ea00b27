package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The administration API: organizations, their settings and tokens. */
@GatewayTest
class AdministrationTest {
  /** Anybody can write a Host header, and a cache may keep what came of it. */
  @Test
  void addressesAreNotMadeOfTheHostHeader() {
    String id = Tenant.make("hosts").id();
    Tenant.operator()
        .header("Host", "elsewhere.example")
        .body("{\"id\":\"" + id + "-2\"}")
        .post("/organizations")
        .then()
        .statusCode(201)
        .header("Location", equalTo("/organizations/" + id + "-2"));
    given()
        .header("Host", "elsewhere.example")
        .header("Sec-Fetch-Site", "cross-site")
        .contentType("application/x-www-form-urlencoded")
        .redirects()
        .follow(false)
        .body("client_id=nobody&response_type=code")
        .post("/oauth2/authorize")
        .then()
        .statusCode(303)
        .header("Location", startsWith("/oauth2/authorize?"));
  }

  /** One that was made by mistake; its name is nobody else's afterwards. */
  @Test
  void anOrganizationEndsWhenNobodyAndNothingIsLeft() {
    Tenant acme = Tenant.make("mistake");
    String path = "/organizations/" + acme.id();
    String jane = acme.user("jane");
    Tenant.operator()
        .delete(path)
        .then()
        .statusCode(409)
        .body("detail", containsString("still has people"));
    acme.scim().delete("/Users/" + jane).then().statusCode(204);
    Tenant.operator()
        .delete(path)
        .then()
        .statusCode(409)
        .body("detail", containsString("still has SCIM tokens"));
    String token = Tenant.operator().get(path + "/scim-tokens").path("tokens[0].keyId");
    Tenant.operator().delete(path + "/scim-tokens/" + token).then().statusCode(204);
    Tenant.operator().delete(path).then().statusCode(204);
    for (String gone : List.of(path, path + "/scim-tokens", path + "/connections")) {
      Tenant.operator().get(gone).then().statusCode(404);
    }
    Tenant.operator().delete(path).then().statusCode(404);
    Tenant.operator()
        .body("{\"id\":\"" + acme.id() + "\"}")
        .post("/organizations")
        .then()
        .statusCode(409)
        .body("member", equalTo("id"));
  }

  @Test
  void theSelfTestPlaysWhatIdentityProvidersSend() {
    Tenant acme = Tenant.make("self");
    Tenant.operator()
        .post("/organizations/" + acme.id() + "/scim/self-test")
        .then()
        .statusCode(200)
        .body("checks.findAll { !it.passed }", empty())
        .body("passed", equalTo(true))
        .body("checks.provider.unique()", contains("entra", "okta"))
        .body("checks", hasSize(24));
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
    acme.scim().get("/Groups").then().body("totalResults", equalTo(0));
    Tenant.operator()
        .get("/organizations/" + acme.id() + "/scim-tokens")
        .then()
        .body("tokens.findAll { it.revokedAt == null }", hasSize(1));
    Tenant.operator().post("/organizations/nobody/scim/self-test").then().statusCode(404);
    acme.scim()
        .basePath("")
        .post("/organizations/" + acme.id() + "/scim/self-test")
        .then()
        .statusCode(401);
  }

  @Test
  void organizationsStartStrictAndAreChangedByMergePatch() {
    Tenant acme = Tenant.make("acme");
    String path = "/organizations/" + acme.id();
    Tenant.operator()
        .get(path)
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("type", equalTo("MANAGED"))
        .body("defaultRole", equalTo("read"))
        .body("limits.publicContent", equalTo("FORBIDDEN"))
        .body("limits.likesAndFollows", equalTo("DENY"))
        .body("handles.suffix", equalTo(acme.id()))
        .body("sessions.lifetime", equalTo("PT168H"))
        .body("enforcement", equalTo("GLOBAL"))
        .body("staleness.denyAfter", nullValue());
    Tenant.operator()
        .body(Map.of("limits", Map.of("likesAndFollows", "ALLOW"), "defaultRole", "write"))
        .patch(path)
        .then()
        .statusCode(200)
        .header("Bailiwick-Revision", notNullValue())
        .body("version", equalTo(2))
        .body("limits.likesAndFollows", equalTo("ALLOW"))
        .body("limits.publicContent", equalTo("FORBIDDEN"))
        .body("defaultRole", equalTo("write"));
    Tenant.operator()
        .header("If-Match", "\"1\"")
        .body(Map.of("defaultRole", "read"))
        .patch(path)
        .then()
        .statusCode(412);
    Tenant.operator()
        .get("/organizations?limit=1000")
        .then()
        .body("organizations.id", hasItem(acme.id()));
  }

  @Test
  void theApiIsDescribed() {
    String description =
        Tenant.operator().get("/openapi?format=json").then().statusCode(200).extract().asString();
    assertThat(description).contains("/organizations/{organization}/scim-tokens", "/scim/v2/");
  }

  @Test
  void theFirstPageLeadsToTheDescriptions() {
    given().get("/").then().statusCode(200).body(containsString("scim-gateway"));
    assertThat(given().get("/").asString())
        .contains("\"/openapi\"", "\"/asyncapi\"", "\"/q/swagger-ui\"");
    given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger-ui"));
    given().get("/asyncapi").then().statusCode(200).body(startsWith("asyncapi: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"defaultRole\":null}",
        "{\"limits\":null}",
        "{\"handles\":null}",
        "{\"sessions\":null}",
        "{\"enforcement\":null}",
        "{\"staleness\":null}",
        "{\"displayName\":\"\"}",
        "{\"displayName\":null}"
      })
  void whatMustBeThereCannotBeRemoved(String patch) {
    Tenant acme = Tenant.make("acme");
    Tenant.operator().body(patch).patch("/organizations/" + acme.id()).then().statusCode(400);
    Tenant.operator().get("/organizations/" + acme.id()).then().body("version", equalTo(1));
    Tenant.operator().get("/organizations?limit=abc").then().statusCode(400);
  }

  /** What was revoked stays so, whatever is sent back or left out later (rule X2). */
  @Test
  void endedSessionsDoNotComeBackBySettings() {
    Tenant acme = Tenant.make("acme");
    String path = "/organizations/" + acme.id();
    Tenant.operator().delete(path + "/sessions").then().statusCode(204);
    String ended = Tenant.operator().get(path).then().extract().path("sessions.notBefore");
    assertThat(ended).isNotNull();
    for (String patch :
        new String[] {
          "{\"sessions\":{\"notBefore\":null,\"lifetime\":\"PT24H\"}}",
          "{\"sessions\":{\"notBefore\":\"2020-01-01T00:00:00Z\"}}"
        }) {
      Tenant.operator()
          .body(patch)
          .patch(path)
          .then()
          .statusCode(200)
          .body("sessions.lifetime", equalTo("PT24H"))
          .body("sessions.notBefore", greaterThanOrEqualTo(ended));
    }
    Tenant.operator()
        .body("{\"sessions\":{\"notBefore\":\"2036-01-01T00:00:00Z\"}}")
        .patch(path)
        .then()
        .statusCode(400)
        .body("member", equalTo("sessions.notBefore"));
  }

  @Test
  void tokensAreShownOnceAndTwoAtTheMost() {
    Tenant acme = Tenant.make("acme");
    String path = "/organizations/" + acme.id() + "/scim-tokens";
    String next =
        Tenant.operator()
            .post(path)
            .then()
            .statusCode(201)
            .header("Cache-Control", "no-store")
            .body("token", matchesPattern("bwk_scim_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}"))
            .extract()
            .path("token");
    Tenant.operator().post(path).then().statusCode(409);
    Tenant.operator()
        .get(path)
        .then()
        .statusCode(200)
        .body("tokens", hasSize(2))
        .body("tokens[0].token", nullValue())
        .body("tokens[0].expiresAt", notNullValue())
        .body("tokens[1].expiresAt", nullValue())
        .body("tokens[0].keyId", equalTo(acme.token().substring(9, 17)));
    Tenant.operator().post("/organizations/nobody/scim-tokens").then().statusCode(404);
    Tenant.operator().delete(path + "/nobody").then().statusCode(404);

    // Rotation: both count for a while, and then the new one alone.
    acme.scim().get("/Users").then().statusCode(200);
    new Tenant(acme.id(), next).scim().get("/Users").then().statusCode(200);
    Tenant.operator().delete(path + "/" + acme.token().substring(9, 17)).then().statusCode(204);
    acme.scim().get("/Users").then().statusCode(401);
    new Tenant(acme.id(), next).scim().get("/Users").then().statusCode(200);
    Tenant.operator().post(path).then().statusCode(201);
  }
}
