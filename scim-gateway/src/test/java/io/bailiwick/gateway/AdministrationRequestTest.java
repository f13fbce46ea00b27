package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of the administration API that cannot be are refused in words. */
@GatewayTest
class AdministrationRequestTest {
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
          {"displayname":"x"}                         | displayname is not known here. Members are: credentials, defaultRole, displayName, enforcement, handles, lastAdmin, leavers, limits, roles, sessions, signIn, staleness.
          {"handles":{"sufix":"x"}}                   | handles.sufix is not known here. Members are: suffix, whenTaken.
          {"displayName":7}                           | displayName must be a string.
          {"limits":5}                                | limits must be an object.
          {"signIn":{"requiredGroup":"x"}}            | signIn.requiredGroup must be an object.
          {"signIn":{"requiredAttributes":"x"}}       | signIn.requiredAttributes must be a list.
          {"signIn":{"linkByUserName":"yes"}}         | signIn.linkByUserName must be true or false.
          {"sessions":{"lifetime":"1h"}}              | sessions.lifetime must be an ISO 8601 duration, such as PT1H.
          {"limits":{"likesAndFollows":"perhaps"}}    | limits.likesAndFollows must be one of DENY, ALLOW.
          {"enforcement":"NONE"}                      | enforcement must be one of GLOBAL, ORGANIZATION.
          {"staleness":{"denyAfter":"PT9S"}}          | staleness.denyAfter must be PT10S or more.
          {"staleness":{"denyAfter":"PT15M1S"}}       | staleness.denyAfter must be PT15M or less.
          {"staleness":{"denyAfter":"soon"}}          | staleness.denyAfter must be an ISO 8601 duration, such as PT1H.
          """)
  void aBadSettingIsToldWhatIsWanted(String patch, String detail) {
    Tenant acme = Tenant.make("told");
    Tenant.operator()
        .body(patch)
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(400)
        .body("detail", equalTo(detail));
    // The preview and the dry run of what would be rejected are rejected too.
    for (String trial : List.of("/mappings/preview", "/dry-run")) {
      Tenant.operator()
          .body(patch)
          .post("/organizations/" + acme.id() + trial)
          .then()
          .statusCode(400)
          .body("detail", equalTo(detail));
    }
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
}
