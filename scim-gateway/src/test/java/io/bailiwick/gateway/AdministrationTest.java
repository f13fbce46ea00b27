package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Organizations and their tokens. */
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
        .body("sessions.lifetime", equalTo("PT168H"));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                          | id
          {"id":"A"}                                                  | id
          {"id":"a--b"}                                               | id
          {"id":"admin"}                                              | id
          {"id":"settings"}                                           | id
          {"id":"123"}                                                | id
          {"id":"0123456789abcdef01234567"}                           | id
          {"id":"ok","defaultRole":"emperor"}                         | defaultRole
          {"id":"ok","limits":{"publicContent":"YES"}}                | limits.publicContent
          {"id":"ok","limits":{"nothing":"YES"}}                      | limits.nothing
          {"id":"ok","nothing":1}                                     | nothing
          {"id":"ok","displayName":7}                                 | displayName
          {"id":"ok","handles":{"suffix":"-"}}                        | handles.suffix
          {"id":"ok","sessions":{"notBefore":1e300}}                  | sessions.notBefore
          {"id":"ok","sessions":{"lifetime":"PT1S"}}                  | sessions.lifetime
          {"id":"ok","displayName":""}                                | displayName
          """)
  void badSettingsAreRefusedByName(String body, String member) {
    Tenant.operator()
        .body(body)
        .post("/organizations")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("member", equalTo(member));
    Tenant.operator().get("/organizations/ok").then().statusCode(404);
  }

  /** The answer says what is wanted, and which members there are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"displayname":"x"}                         | displayname is not known here. Members are: credentials, defaultRole, displayName, handles, lastAdmin, limits, sessions, signIn.
          {"handles":{"sufix":"x"}}                   | handles.sufix is not known here. Members are: suffix, whenTaken.
          {"displayName":7}                           | displayName must be a string.
          {"limits":5}                                | limits must be an object.
          {"signIn":{"requiredGroup":"x"}}            | signIn.requiredGroup must be an object.
          {"signIn":{"requiredAttributes":"x"}}       | signIn.requiredAttributes must be a list.
          {"signIn":{"linkByUserName":"yes"}}         | signIn.linkByUserName must be true or false.
          {"sessions":{"lifetime":"1h"}}              | sessions.lifetime must be an ISO 8601 duration, such as PT1H.
          {"limits":{"likesAndFollows":"perhaps"}}    | limits.likesAndFollows must be one of DENY, ALLOW.
          """)
  void aBadSettingIsToldWhatIsWanted(String patch, String detail) {
    Tenant acme = Tenant.make("told");
    Tenant.operator()
        .body(patch)
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(400)
        .body("detail", equalTo(detail));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          break-glass          | {"account":"ada","acount":"eve"}          | acount is not known here. Members are: account.
          invitations          | {"email":"a@b","role":"read","rol":"x"}   | rol is not known here. Members are: email, role.
          invitations/withdraw | {"email":"a@b","role":"read"}             | role is not known here. Members are: email.
          connections          | {"issuer":"https://x.example","clientId":"c","clientSecet":"s"} | clientSecet is not known here. Members are: clientAuthentication, clientId, clientSecret, issuer, scopes, subjectClaim, userInfo, userNameClaim.
          connections          | {"issuer":"http://x.example","clientId":"c","clientSecret":"s"} | issuer must begin with https://, or with http:// and the host 127.0.0.1, localhost or [::1].
          connections          | {"issuer":"https://x.example","clientId":"c","clientSecret":"s","scopes":"openid"} | scopes must be a list.
          lockdown             | {"foo":1}                                 | This request takes no body.
          """)
  void aBadBodyIsToldWhatIsWanted(String path, String body, String detail) {
    Tenant acme = Tenant.make("told");
    Tenant.operator()
        .body(body)
        .request(
            path.equals("break-glass") ? "PUT" : "POST", "/organizations/" + acme.id() + "/" + path)
        .then()
        .statusCode(400)
        .body("detail", equalTo(detail));
  }

  @Test
  void requestsWithoutABodyTakeNone() {
    Tenant.operator().body("{\"foo\":1}").post("/republication").then().statusCode(400);
    Tenant acme = Tenant.make("empty");
    Tenant.operator()
        .body("{}")
        .delete("/organizations/" + acme.id() + "/sessions")
        .then()
        .statusCode(204);
  }

  @Test
  void constantsAreTakenInAnyLetterCase() {
    Tenant acme = Tenant.make("cases");
    Tenant.operator()
        .body(
            "{\"defaultRole\":\"WRITE\",\"limits\":{\"likesAndFollows\":\"allow\"},"
                + "\"handles\":{\"whenTaken\":\"Fail\"},\"lastAdmin\":\"protect_last_admin\"}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(200)
        .body("defaultRole", equalTo("write"))
        .body("limits.likesAndFollows", equalTo("ALLOW"))
        .body("handles.whenTaken", equalTo("FAIL"))
        .body("lastAdmin", equalTo("PROTECT_LAST_ADMIN"));
    acme.withProfile("entra");
  }

  @Test
  void aPreconditionIsAListOfEntityTags() {
    Tenant acme = Tenant.make("tags");
    for (String garbage : List.of("garbage", "1", "\"1")) {
      Tenant.operator()
          .header("If-Match", garbage)
          .body("{}")
          .patch("/organizations/" + acme.id())
          .then()
          .statusCode(400)
          .body("member", equalTo("If-Match"));
    }
    for (String tags : List.of("*", "\"1\"", "\"7\", \"1\"")) {
      Tenant.operator()
          .header("If-Match", tags)
          .body("{}")
          .patch("/organizations/" + acme.id())
          .then()
          .statusCode(200);
    }
    Tenant.operator()
        .header("If-Match", "W/\"1\"")
        .body("{}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(412);
  }

  /** A handle of one organization must never look like another's: sign-in goes by its end. */
  @Test
  void noSuffixEndsWithAnothers() {
    Tenant smith = Tenant.make("smith");
    String longer = "x-" + smith.id();
    Tenant.operator()
        .body(Map.of("id", longer))
        .post("/organizations")
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
    Tenant.operator()
        .body(Map.of("id", longer, "handles", Map.of("suffix", "y" + smith.id())))
        .post("/organizations")
        .then()
        .statusCode(201);
    Tenant.operator()
        .body(Map.of("handles", Map.of("suffix", "x-" + smith.id())))
        .patch("/organizations/" + longer)
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
    String end = smith.id().substring(smith.id().indexOf('-') + 1);
    Tenant.operator()
        .body(Map.of("handles", Map.of("suffix", end)))
        .patch("/organizations/" + longer)
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
  }

  /** Organizations and handles are one namespace; whose a handle is, sign-in knows. */
  @Test
  void aHandleIsNobodysOrganization() {
    Tenant acme = Tenant.make("acme");
    String id = acme.user("zoe");
    String handle = "zoe-of-old";
    GatewayServers.tellOf(
        new Account(
            id,
            acme.id(),
            1,
            1,
            AccountStatus.ACTIVE,
            Optional.of(handle),
            Role.READ,
            Optional.empty(),
            Profile.EMPTY,
            Instant.now(),
            Instant.now()));
    // Until the handle is known here the suffix is refused, so that nothing is made.
    Awaitility.await()
        .untilAsserted(
            () ->
                Tenant.operator()
                    .body(Map.of("id", handle, "handles", Map.of("suffix", acme.id())))
                    .post("/organizations")
                    .then()
                    .statusCode(409)
                    .body("member", equalTo("id")));
  }

  @Test
  void theApiIsDescribed() {
    String description =
        Tenant.operator().get("/openapi?format=json").then().statusCode(200).extract().asString();
    assertThat(description).contains("/organizations/{organization}/scim-tokens", "/scim/v2/");
  }

  /** A misspelled condition is not ignored; without a token nothing is said. */
  @Test
  void unknownQueryParametersAreRefusedByName() {
    Tenant acme = Tenant.make("acme");
    String organization = "/organizations/" + acme.id();
    for (String path :
        List.of(
            "/organizations?size=5",
            organization + "?size=5",
            organization + "/invitations?limit=5&size=5",
            organization + "/scim-requests?outcome=failure&size=5",
            organization + "/sign-in-traces?size=5")) {
      Tenant.operator()
          .get(path)
          .then()
          .statusCode(400)
          .body("member", equalTo("size"))
          .body("detail", startsWith("size is not known here. "));
    }
    Tenant.operator()
        .get(organization + "/scim-requests?size=5")
        .then()
        .body("detail", endsWith("are: before, limit, outcome, person, since, token, until."));
    Tenant.operator()
        .get("/organizations?limit=2&limit=3")
        .then()
        .statusCode(400)
        .body("detail", equalTo("limit is given twice."));
    Tenant.bearer("x").get("/organizations?size=5").then().statusCode(401);
  }

  /** RFC 9110 sections 10.2.1 and 15.5.6. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/organizations                           | GET, HEAD, OPTIONS, POST",
        "/organizations/acme                      | DELETE, GET, HEAD, OPTIONS, PATCH",
        "/organizations/acme/                     | DELETE, GET, HEAD, OPTIONS, PATCH",
        "/organizations/acme/sessions             | DELETE, OPTIONS",
        "/organizations/acme/identities/x/lock    | DELETE, OPTIONS, POST",
        "/organizations/acme/invitations/withdraw | OPTIONS, POST",
        "/organizations/acme/scim/schemas/urn:x:y | DELETE, OPTIONS, PUT",
        "/republication                           | OPTIONS, POST",
        "/oauth2/token                            | OPTIONS, POST",
        "/oauth2/jwks                             | GET, HEAD, OPTIONS",
        "/sso/acme/callback                       | GET, HEAD, OPTIONS",
        "/                                        | GET, HEAD, OPTIONS"
      })
  void aPathTellsItsMethods(String path, String allow) {
    given().options(path).then().statusCode(200).header("Allow", equalTo(allow));
    for (String method : List.of("TRACE", "PUT", "GET")) {
      if (!allow.contains(method)) {
        given().request(method, path).then().statusCode(405).header("Allow", equalTo(allow));
      }
    }
  }

  @Test
  void aPathThatIsNotThereHasNoMethods() {
    given().options("/organizations/acme/nothing").then().statusCode(404);
    given()
        .options("/scim/v2/acme/Users/.search")
        .then()
        .statusCode(200)
        .header("Allow", equalTo("OPTIONS, POST"));
    given().options("/nothing").then().statusCode(404).header("Allow", nullValue());
    Tenant.operator().get("/organizations/nobody").then().statusCode(404);
  }

  @Test
  void aBodyOfAnotherMediaTypeIsToldWhichOneIsTaken() {
    Tenant acme = Tenant.make("acme");
    Tenant.operator()
        .contentType("text/plain")
        .body("{}")
        .post("/organizations")
        .then()
        .statusCode(415)
        .body("detail", endsWith(" must be application/json."));
    acme.scim()
        .contentType("text/plain")
        .body("{}")
        .post("/Users")
        .then()
        .statusCode(415)
        .body("detail", endsWith(" must be application/scim+json or application/json."));
    given()
        .contentType("application/json")
        .body("{}")
        .post("/oauth2/token")
        .then()
        .statusCode(415)
        .body("error", equalTo("invalid_request"))
        .body("error_description", endsWith(" must be application/x-www-form-urlencoded."));
    given()
        .formParam("grant_type", "password")
        .post("/oauth2/token")
        .then()
        .statusCode(400)
        .body("error", equalTo("unsupported_grant_type"));
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
  void thereIsOneOrganizationPerId() {
    Tenant acme = Tenant.make("acme");
    Tenant.operator().body(Map.of("id", acme.id())).post("/organizations").then().statusCode(409);
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
