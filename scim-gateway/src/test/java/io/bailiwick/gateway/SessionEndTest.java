package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions end by expiry, sign-out, logout of the provider, deactivation and lockdown. */
@GatewayTest
class SessionEndTest extends PlatformService {
  @Test
  void whatEndsASessionEndsItsRefreshTokens() {
    Map<String, Runnable> ends = new HashMap<>();
    ends.put("person", () -> delete("/identities/" + janesId() + "/sessions"));
    ends.put("session", () -> delete("/sessions/" + session()));
    ends.put("organization", () -> delete("/sessions"));
    ends.put("deactivation", () -> active(false));
    ends.put(
        "lockdown",
        () -> {
          String lockdown = "/organizations/" + acme.id() + "/lockdown";
          Tenant.operator().post(lockdown).then().statusCode(200);
          Tenant.operator().delete(lockdown).then().statusCode(200);
        });
    ends.put("lifetime", () -> shift("expires_at", "-7 days"));
    ends.put("logout token by sid", () -> logout("sid", "idp-session", 200));
    ends.put("logout token by sub", () -> logout("sub", "s-jane", 200));
    ends.forEach(
        (name, end) -> {
          active(true);
          Browser browser = new Browser();
          String refreshToken = refreshToken(browser);
          refresh(refreshToken).then().statusCode(200);
          end.run();
          assertThat(refresh(refreshToken).statusCode()).as(name).isEqualTo(400);
          assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
              .as(name)
              .contains("error=login_required");
        });
  }

  /** Whichever request says so; who is active again later has to sign in again. */
  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT", "POST", "Bulk"})
  void aDeactivationEndsSessionsForGood(String by) {
    Browser browser = new Browser();
    String refreshToken = refreshToken(browser);
    refresh(refreshToken).then().statusCode(200);
    String jane = "/Users/" + janesId();
    Map<String, Object> inactive =
        new HashMap<>(acme.tenant().scim().get(jane).jsonPath().<String, Object>getMap("$"));
    inactive.put("active", false);
    RequestSpecification request = acme.tenant().scim();
    Response answer =
        switch (by) {
          case "PUT" -> request.body(inactive).put(jane);
          // Takes over whom the sign-in has made.
          case "POST" -> request.body(inactive).post("/Users");
          case "Bulk" ->
              request
                  .body(
                      Map.of(
                          "Operations",
                          List.of(Map.of("method", "PUT", "path", jane, "data", inactive))))
                  .post("/Bulk");
          default -> acme.tenant().patch(janesId(), "replace", "active", false);
        };
    assertThat(answer.statusCode()).isIn(200, 201);
    acme.tenant().scim().get(jane).then().body("active", equalTo(false));
    active(true);
    refresh(refreshToken).then().statusCode(400);
    assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
        .contains("error=login_required");
  }

  @Test
  void aSessionIsRenewedWhileTheProviderIsDown() {
    String refreshToken = refreshToken(new Browser());
    acme.idp().down = true;
    refresh(refreshToken).then().statusCode(200);
  }

  @Test
  void aConnectionThatPeopleAreSignedInByStays() {
    code(new Browser());
    String connection = Connected.path(acme.tenant()) + "/" + acme.connection();
    Tenant.operator().post(connection + "/disable").then().statusCode(200);
    Tenant.operator().delete(connection).then().statusCode(409).body("member", equalTo("sessions"));
    delete("/sessions");
    Tenant.operator().delete(connection).then().statusCode(204);
  }

  @Test
  void aConnectionGoesWhosePeopleMayNoLongerComeIn() {
    code(new Browser());
    String connection = Connected.path(acme.tenant()) + "/" + acme.connection();
    Tenant.operator().post(connection + "/disable").then().statusCode(200);
    String jane = acme.tenant().scim().get("/Users").path("Resources[0].id");
    acme.tenant()
        .scim()
        .body("{\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}")
        .patch("/Users/" + jane)
        .then()
        .statusCode(200);
    Tenant.operator().delete(connection).then().statusCode(204);
  }

  /** Lifted twice, as after a time-out, a lockdown ends nothing more. */
  @Test
  void liftingALockdownThatIsNoneEndsNothing() {
    String refreshToken = refreshToken(new Browser());
    Tenant.operator().delete("/organizations/" + acme.id() + "/lockdown").then().statusCode(200);
    refresh(refreshToken).then().statusCode(200);
  }

  /** Each use counts, of the cookie and of a refresh token; without any it ends in a day. */
  @Test
  void aSessionThatIsNotUsedEnds() {
    Browser browser = new Browser();
    String refreshToken = refreshToken(browser);
    for (int halfDay = 0; halfDay < 2; halfDay++) {
      shift("last_used_at", "-12 hours");
      refresh(refreshToken).then().statusCode(200);
      shift("last_used_at", "-12 hours");
      codeIn(browser.get(request(Map.of("prompt", "none"))));
    }
    shift("last_used_at", "-25 hours");
    refresh(refreshToken).then().statusCode(400);
    assertThat(browser.get(request(Map.of("prompt", "none"))).header("Location"))
        .contains("error=login_required");
  }

  @Test
  void logoutTokensThatAreNotTaken() {
    new Browser().signIn(acme.id(), acme.idp(), jane());
    String good = ScriptedIdp.sign(logoutToken("sub", "s-jane"), acme.idp().key);
    sendLogout(good, 200);
    sendLogout(good, 400);
    sendLogout("", 400);
    sendLogout("x.y.z", 400);
    sendLogout(ScriptedIdp.sign(logoutToken("sub", "s-jane"), acme.idp().anotherKey()), 400);
    sendLogout(
        ScriptedIdp.sign(logoutToken("sub", "s-jane").put("nonce", "n"), acme.idp().key), 400);
    sendLogout(
        ScriptedIdp.sign(logoutToken("sub", "s-jane").put("aud", "somebody"), acme.idp().key), 400);
    sendLogout(
        ScriptedIdp.sign(
            logoutToken("sub", "s-jane").put("iss", "https://evil.example"), acme.idp().key),
        400);
    ObjectNode noEvents = logoutToken("sub", "s-jane");
    noEvents.remove("events");
    sendLogout(ScriptedIdp.sign(noEvents, acme.idp().key), 400);
    ObjectNode nobody = logoutToken("sub", "s-jane");
    nobody.remove("sub");
    sendLogout(ScriptedIdp.sign(nobody, acme.idp().key), 400);
    ObjectNode old = logoutToken("sub", "s-jane");
    old.put("iat", old.get("iat").asLong() - 3600).put("exp", old.get("iat").asLong() + 9000);
    sendLogout(ScriptedIdp.sign(old, acme.idp().key), 400);
    sendLogout(ForgedTokens.unsigned(logoutToken("sub", "s-jane")), 400);
  }

  /** X7: what is ended while a person is on its way to sign in must not come to life. */
  @ParameterizedTest
  @ValueSource(strings = {"sub", "sid", "operator", "organization"})
  void whatIsEndedDuringASignInIsOver(String by) {
    ObjectNode jane = jane().put("sid", "idp-session-1");
    new Browser().signIn(acme.id(), acme.idp(), jane.deepCopy()).then().statusCode(200);
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code = acme.idp().code(authorization, jane.deepCopy());
    switch (by) {
      case "sub" -> logout("sub", "s-jane", 200);
      case "sid" -> logout("sid", "idp-session-1", 200);
      case "operator" -> delete("/identities/" + janesId() + "/sessions");
      default -> delete("/sessions");
    }
    browser.back(acme.id(), authorization, code).then().statusCode(403);
    assertThat(browser.hasSession()).isFalse();
    new Browser().signIn(acme.id(), acme.idp(), jane.put("sid", "2")).then().statusCode(200);
  }

  @Test
  void ofTooManySessionsTheOldestEnds() {
    Browser first = signedIn();
    Browser second = signedIn();
    for (int i = 0; i < 19; i++) {
      signedIn();
    }
    String silent = request(Map.of("prompt", "none"));
    assertThat(first.get(silent).header("Location")).contains("error=login_required");
    codeIn(second.get(silent));
  }

  @Test
  void aLogoutOfAnotherSessionStopsNobody() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String code = acme.idp().code(authorization, jane().put("sid", "idp-session-1"));
    logout("sid", "idp-session-2", 200);
    logout("sub", "s-somebody", 200);
    browser.back(acme.id(), authorization, code).then().statusCode(200);
  }

  @Test
  void peopleSignOutOnlyWhenTheyMeanTo() {
    Browser browser = new Browser();
    String code = code(browser);
    givenAHandle();
    String idToken = token(Map.of("code", code)).then().extract().path("id_token");
    browser.get("/oauth2/end-session").then().statusCode(200).body(containsString("Sign out?"));
    assertThat(browser.hasSession()).isTrue();
    browser
        .get(
            "/oauth2/end-session?id_token_hint="
                + idToken
                + "&post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye&state=x%26y")
        .then()
        .statusCode(303)
        .header("Location", equalTo("https://hub.example/bye?state=x%26y"));
    assertThat(browser.hasSession()).isFalse();
    browser
        .get(
            "/oauth2/end-session?id_token_hint="
                + idToken
                + "&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F")
        .then()
        .statusCode(200)
        .body(containsString("You are signed out"), containsString("is not registered for it"));
    browser
        .get("/oauth2/end-session?post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye")
        .then()
        .statusCode(200)
        .body(containsString("does not say which service it is"));
    browser
        .get("/oauth2/end-session")
        .then()
        .statusCode(200)
        .body(not(containsString("You are not sent back")));

    Browser other = new Browser();
    other.signIn(acme.id(), acme.idp(), jane());
    other.post("/oauth2/end-session", Map.of("confirmed", "true")).then().statusCode(200);
    assertThat(other.hasSession()).isFalse();
  }

  /** A service's form comes without cookies (SameSite), a link of the same comes with them. */
  @Test
  void aFormSignsOutLikeALink() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String location =
        new Browser()
            .post("/oauth2/end-session", Map.of("state", "s"))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    browser.get(location).then().statusCode(200).body(containsString("Sign out?"));
    assertThat(browser.hasSession()).isTrue();
  }

  @Test
  void aBrowserThatForgotItsSessionEndsItByTheIdToken() {
    Response tokens = token(Map.of("code", code(new Browser(), "sid-1")));
    String refreshToken = tokens.then().statusCode(200).extract().path("refresh_token");
    new Browser()
        .get("/oauth2/end-session?id_token_hint=" + tokens.path("id_token"))
        .then()
        .statusCode(200)
        .body(containsString("You are signed out"));
    refresh(refreshToken).then().statusCode(400);
  }

  @Test
  void signingInAgainEndsTheSessionOfBefore() {
    Browser browser = new Browser();
    String refreshToken =
        token(Map.of("code", code(browser, "sid-1"))).then().extract().path("refresh_token");
    browser.signIn(acme.id(), acme.idp(), jane()).then().statusCode(200);
    refresh(refreshToken).then().statusCode(400);
  }

  /** A time of the organization's sessions is another by so much. */
  private void shift(String column, String by) {
    try (Connection sql = GatewayServers.owner();
        PreparedStatement later =
            sql.prepareStatement(
                "update session set %1$s = %1$s + cast(? as interval) where organization = ?"
                    .formatted(column))) {
      later.setString(1, by);
      later.setString(2, acme.id());
      assertThat(later.executeUpdate()).isPositive();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode logoutToken(String claim, String value) {
    ObjectNode claims = jane().objectNode();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iss", acme.idp().issuer()).put("aud", ScriptedIdp.CLIENT).put(claim, value);
    claims.put("iat", now).put("exp", now + 120).put("jti", UUID.randomUUID().toString());
    claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
    return claims;
  }

  private void logout(String claim, String value, int status) {
    sendLogout(ScriptedIdp.sign(logoutToken(claim, value), acme.idp().key), status);
  }

  private void sendLogout(String token, int status) {
    given()
        .formParam("logout_token", token)
        .post("/sso/" + acme.id() + "/backchannel-logout")
        .then()
        .statusCode(status)
        .header("Cache-Control", "no-store");
  }
}
