package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the authorization endpoint accepts, asks and answers. */
@GatewayTest
class AuthorizationEndpointTest extends PlatformService {
  @ParameterizedTest
  @CsvSource({
    "redirect_uri, https://evil.example/, 400,",
    "redirect_uri, https://hub.example/callback/, 400,",
    "redirect_uri, https://hub.example/callback?x=1, 400,",
    "client_id, nobody, 400,",
    "code_challenge, '', 303, invalid_request",
    "code_challenge_method, plain, 303, invalid_request",
    "response_type, token, 303, unsupported_response_type",
    "prompt, none, 303, login_required"
  })
  void requestsThatAreNotTaken(String parameter, String value, int status, String error) {
    Response response = new Browser().get(request(Map.of(parameter, value)));
    response.then().statusCode(status);
    if (error == null) {
      response.then().header("Location", nullValue());
    } else {
      response.then().header("Location", startsWith(HUB));
      assertThat(response.header("Location")).contains("error=" + error, "state=s1");
    }
  }

  @Test
  void withoutAnOrganizationThePersonIsAsked() {
    new Browser()
        .get(request(Map.of("organization", "")))
        .then()
        .statusCode(200)
        .body(containsString("name=\"request\""));
    String location =
        new Browser()
            .get(request(Map.of("organization", "", "login_hint", "jdoe-" + acme.id())))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(location).startsWith(acme.idp().issuer());
  }

  /** RFC 9700 section 2.1.1: PKCE, or the nonce of a client that proves itself. */
  @Test
  void aClientMayDoWithoutPkceIfTheOperatorSaysSo() {
    Browser browser = new Browser();
    code(browser);
    givenAHandle();
    register("CONFIDENTIAL", "OPTIONAL");
    Map<String, String> plain = Map.of("code_challenge", "", "code_challenge_method", "");
    String code = codeIn(browser.get(request(plain)));
    // A verifier without a challenge: somebody has taken the challenge away.
    token(Map.of("code", code)).then().statusCode(400).body("error", equalTo("invalid_grant"));
    withoutVerifier(code).then().statusCode(200).body("id_token", notNullValue());

    String challenged = codeIn(browser.get(request(Map.of())));
    withoutVerifier(challenged).then().statusCode(400).body("error", equalTo("invalid_grant"));
    token(Map.of("code", challenged)).then().statusCode(200);
    for (Map<String, String> weak :
        List.of(
            Map.of("code_challenge", "", "code_challenge_method", "", "nonce", ""),
            Map.of("code_challenge_method", "plain"))) {
      assertThat(browser.get(request(weak)).header("Location"))
          .startsWith(HUB)
          .contains("error=invalid_request");
    }
    registered("PUBLIC", "OPTIONAL").then().statusCode(400).body("detail", containsString("pkce"));
  }

  /** What is carried through the sign-in is what must not be too long. */
  @Test
  void aRequestThatIsTooLongIsRefusedBeforeTheSignIn() {
    new Browser()
        .get(request(Map.of("state", "/".repeat(600))))
        .then()
        .statusCode(400)
        .body(containsString("too long"));
  }

  /**
   * OIDC Core 1.0, section 3.1.2.1, RFC 8414, RFC 6750 section 2.2: what libraries send and ask.
   */
  @Test
  void takesWhatLibrariesSend() {
    for (String wish :
        List.of("ui_locales=en_US", "ui_locales=C", "claims_locales=x_y", "display=f")) {
      String[] pair = wish.split("=", -1);
      codeIn(signedIn().get(request(Map.of(pair[0], pair[1]))));
    }
    URI refused =
        URI.create(
            signedIn()
                .get(request(Map.of("request_uri", "https://hub.example/r")))
                .header("Location"));
    assertThat(ScriptedIdp.query(refused.getRawQuery()))
        .containsEntry("error", "request_uri_not_supported");
    assertThat(given().get("/.well-known/oauth-authorization-server").asString())
        .isEqualTo(given().get("/.well-known/openid-configuration").asString());
    String code = code(new Browser());
    givenAHandle();
    String access = token(Map.of("code", code)).then().extract().path("access_token");
    given()
        .formParam("access_token", access)
        .post("/oauth2/userinfo")
        .then()
        .statusCode(200)
        .body("sub", equalTo(janesId()));
    signedIn()
        .get("/oauth2/end-session?id_token_hint=f00")
        .then()
        .statusCode(200)
        .body(containsString("Sign out?"));
  }

  /** RP-Initiated Logout 1.0 sections 2 and 3: asked first, and then where the service wanted. */
  @ParameterizedTest
  @CsvSource({"own, https://hub.example/bye?state=s", "another, ", "none, "})
  void whoIsAskedComesBackWhereTheServiceWants(String whose, String target) {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String request =
        browser
            .get(
                "/oauth2/end-session?post_logout_redirect_uri=https%3A%2F%2Fhub.example%2Fbye"
                    + "&state=s"
                    + (whose.equals("none")
                        ? ""
                        : "&client_id=" + (whose.equals("own") ? client : "x")))
            .then()
            .statusCode(200)
            .body(containsString("Sign out?"))
            .extract()
            .htmlPath()
            .getString("**.find { it.@name == 'request' }.@value");
    browser
        .post("/oauth2/end-session", Map.of("confirmed", "true", "request", request))
        .then()
        .statusCode(target == null ? 200 : 303)
        .header("Location", target == null ? nullValue() : equalTo(target));
    assertThat(browser.hasSession()).isFalse();
  }

  @Test
  void scopesOfOtherApisAreNotGiven() throws Exception {
    Browser browser = new Browser();
    code(browser);
    givenAHandle();
    String code = codeIn(browser.get(request(Map.of("scope", "openid bailiwick.operate"))));
    Response tokens = token(Map.of("code", code));
    tokens.then().statusCode(200).body("scope", equalTo("openid"));
    assertThat(verified(tokens.path("access_token")).getStringClaim("scope")).isEqualTo("openid");
  }

  @Test
  void theAgeOfASignInIsThatOfTheAuthentication() throws Exception {
    Browser browser = new Browser();
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    long hourAgo = System.currentTimeMillis() / 1000 - 3600;
    String next =
        browser.back(acme.id(), authorization, aged(authorization, hourAgo)).header("Location");
    String code = codeIn(browser.get(next));
    givenAHandle();
    String idToken = token(Map.of("code", code)).then().extract().path("id_token");
    assertThat(verified(idToken).getDateClaim("auth_time"))
        .isEqualTo(Instant.ofEpochSecond(hourAgo));

    for (String age : List.of("300", "0")) {
      URI again = URI.create(browser.get(request(Map.of("max_age", age))).header("Location"));
      assertThat(again.toString()).startsWith(acme.idp().issuer()).contains("max_age=" + age);
      String fresh =
          browser.back(acme.id(), again, acme.idp().code(again, jane())).header("Location");
      codeIn(browser.get(fresh));
    }
    URI anew = URI.create(browser.get(request(Map.of("prompt", "login"))).header("Location"));
    browser.back(acme.id(), anew, aged(anew, hourAgo)).then().statusCode(403);
  }

  @Test
  void aHintOfAnotherPersonGetsNoCode() {
    Browser jane = new Browser();
    String idToken = token(Map.of("code", code(jane, "s1"))).then().extract().path("id_token");
    Browser bob = new Browser();
    bob.signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-bob", "bob"));
    String silent = request(Map.of("prompt", "none", "id_token_hint", idToken));
    assertThat(bob.get(silent).header("Location")).contains("error=login_required");
    codeIn(jane.get(silent));
  }

  /** Nobody goes round in circles: who signs in as another person than the hint says is told so. */
  @Test
  void aHintOfAnotherPersonIsAnsweredOnce() {
    String idToken =
        token(Map.of("code", code(new Browser(), "s1"))).then().extract().path("id_token");
    Browser bob = new Browser();
    URI authorization =
        URI.create(bob.get(request(Map.of("id_token_hint", idToken))).header("Location"));
    String next =
        bob.back(
                acme.id(),
                authorization,
                acme.idp().code(authorization, ScriptedIdp.person("s-bob", "bob")))
            .header("Location");
    assertThat(bob.get(next).header("Location")).startsWith(HUB).contains("login_required");
  }

  /** A link of another site does not exchange a session for one of another organization. */
  @Test
  void anotherOrganizationsSessionIsLeftOnlyWhenThePersonSaysSo() {
    try (Connected evil = Connected.make("evil")) {
      Browser jane = new Browser();
      String code = code(jane);
      givenAHandle();
      String refreshToken = token(Map.of("code", code)).then().extract().path("refresh_token");
      jane.get("/sso/" + evil.id()).then().statusCode(200).body(containsString("instead?"));
      jane.get(request(Map.of("organization", evil.id())))
          .then()
          .statusCode(200)
          .body(containsString("instead?"));
      Browser otherSite = new Browser();
      otherSite
          .post("/sso/" + evil.id() + "/exchange", Map.of("request", ""))
          .then()
          .statusCode(303);
      refresh(refreshToken).then().statusCode(200);
      assertThat(jane.hasSession()).isTrue();

      String wanted = request(Map.of("organization", evil.id())).substring(18);
      String next =
          jane.post("/sso/" + evil.id() + "/exchange", Map.of("request", wanted))
              .then()
              .statusCode(303)
              .extract()
              .header("Location");
      assertThat(jane.hasSession()).isFalse();
      refresh(refreshToken).then().statusCode(400);
      assertThat(jane.get(next).header("Location")).startsWith(evil.idp().issuer());
    }
  }

  @Test
  void anUnknownOrganizationIsAskedAboutAndThenKnown() {
    Browser browser = new Browser();
    browser.signIn(acme.id(), acme.idp(), jane());
    String asking =
        browser
            .get(request(Map.of("organization", "no-such-one", "max_age", "60")))
            .then()
            .statusCode(200)
            .extract()
            .htmlPath()
            .getString("**.find { it.@name == 'request' }.@value");
    assertThat(asking).contains("max_age=60").doesNotContain("no-such-one");
    String chosen =
        browser
            .get(
                "/sso?organization="
                    + acme.id()
                    + "&request="
                    + URLEncoder.encode(asking, StandardCharsets.UTF_8))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    codeIn(browser.get(chosen));
    codeIn(browser.get(request(Map.of("organization", "", "login_hint", "nobody"))));
  }

  private Response withoutVerifier(String code) {
    return client()
        .formParams(Map.of("grant_type", "authorization_code", "redirect_uri", HUB, "code", code))
        .post("/oauth2/token");
  }
}
