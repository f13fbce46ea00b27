package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sign-in that fails, or starts again, comes back to the service that asked for it. */
@GatewayTest
class RefusedSignInTest extends PlatformService {
  /** After a refusal the platform's request is not lost. */
  @Test
  void startingAgainGoesOnWithTheRequest() {
    Browser browser = new Browser();
    URI authorization = URI.create(browser.get(request(Map.of())).header("Location"));
    String page =
        browser
            .back(acme.id(), authorization, "unknown")
            .then()
            .statusCode(502)
            .extract()
            .asString();

    URI next = URI.create(browser.get(link(page, "Start again")).header("Location"));
    codeIn(
        browser.get(
            browser.back(acme.id(), next, acme.idp().code(next, jane())).header("Location")));
  }

  /** A refusal is no authentication: who starts again is sent to the provider as before. */
  @ParameterizedTest
  @CsvSource({"prompt, login", "max_age, 0"})
  void startingAgainStillAsksForAnAuthentication(String parameter, String value) {
    Browser browser = new Browser();
    code(browser);
    URI authorization =
        URI.create(browser.get(request(Map.of(parameter, value))).header("Location"));
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String page =
        browser
            .get("/sso/" + acme.id() + "/callback?error=access_denied&state=" + state)
            .then()
            .statusCode(403)
            .extract()
            .asString();

    URI again = URI.create(browser.get(link(page, "Start again")).header("Location"));
    assertThat(again.toString())
        .startsWith(acme.idp().issuer())
        .contains(parameter + "=" + value, "state=");
    Response signedIn = browser.back(acme.id(), again, acme.idp().code(again, jane()));
    codeIn(browser.get(signedIn.header("Location")));
  }

  /** The page that asks whether to leave another session keeps the request as it was. */
  @Test
  void exchangingASessionStillAsksForAnAuthentication() {
    try (Connected other = Connected.make("other")) {
      Browser browser = new Browser();
      URI authorization =
          URI.create(browser.get(request(Map.of("prompt", "login"))).header("Location"));
      browser.signIn(other.id(), other.idp(), ScriptedIdp.person("s-bob", "bob"));
      String waiting =
          browser
              .back(acme.id(), authorization, acme.idp().code(authorization, jane()))
              .then()
              .statusCode(200)
              .body(containsString("instead?"))
              .extract()
              .htmlPath()
              .getString("**.find { it.@name == 'request' }.@value");
      assertThat(waiting).contains("prompt=login");
    }
  }

  /** RFC 6749 section 4.1.2.1, OIDC Core 1.0 section 3.1.2.6: the service is told too. */
  @ParameterizedTest
  @CsvSource({
    "provider, 403, access_denied",
    "age,      403, login_required",
    "person,   403, access_denied",
    "code,     502, server_error",
    "down,     502, temporarily_unavailable"
  })
  void aRefusedPersonGoesBackToTheService(String why, int status, String error) {
    Browser browser = new Browser();
    URI authorization =
        URI.create(browser.get(request(Map.of("max_age", "60"))).header("Location"));
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String callback = "/sso/" + acme.id() + "/callback?state=" + state;
    String code =
        switch (why) {
          case "age" -> aged(authorization, System.currentTimeMillis() / 1000 - 3600);
          case "person" -> acme.idp().code(authorization, ScriptedIdp.person("s-nobody", "nobody"));
          case "code" -> "unknown";
          default -> acme.idp().code(authorization, jane());
        };
    if (why.equals("person")) {
      acme.settings(Map.of("signIn", Map.of("provisioning", "SCIM_ONLY")));
    }
    acme.idp().down = why.equals("down");
    String page =
        browser
            .get(callback + (why.equals("provider") ? "&error=access_denied" : "&code=" + code))
            .then()
            .statusCode(status)
            .extract()
            .asString();
    assertThat(page).contains("You are not signed in");
    goesBack(browser, page, error);
  }

  /** Nothing that the person could mend or be denied: the service may offer to try again. */
  @Test
  void withoutAConnectionTheServiceIsToldThatItIsUnavailable() {
    Tenant.operator()
        .post(Connected.path(acme.tenant()) + "/" + acme.connection() + "/disable")
        .then()
        .statusCode(200);
    Browser browser = new Browser();
    String page = browser.get(request(Map.of())).then().statusCode(503).extract().asString();
    goesBack(browser, page, "temporarily_unavailable");
  }

  /** The same from the page that asks for the organization. */
  @Test
  void aPersonWhoHasNoOrganizationGoesBackToTheService() {
    String page = new Browser().get(request(Map.of("organization", ""))).asString();
    assertThat(new Browser().get(link(page, "Go back to the service")).header("Location"))
        .startsWith(HUB)
        .contains("error=access_denied", "state=s1");
  }

  @Test
  void ofNineSignInsInOneBrowserTheOldestIsForgotten() {
    Browser browser = new Browser();
    List<URI> begun = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      begun.add(URI.create(browser.get(request(Map.of())).header("Location")));
    }
    List<Integer> answers = new ArrayList<>();
    for (URI authorization : begun) {
      answers.add(
          browser
              .back(acme.id(), authorization, acme.idp().code(authorization, jane()))
              .statusCode());
    }
    assertThat(answers).containsExactly(400, 303, 303, 303, 303, 303, 303, 303, 303);
  }

  private static void goesBack(Browser browser, String page, String error) {
    Response back = browser.get(link(page, "Go back to the service"));
    back.then().statusCode(303).header("Location", startsWith(HUB));
    assertThat(back.header("Location"))
        .contains("error=" + error, "state=s1", "iss=https%3A%2F%2Fscim.bailiwick.example");
  }
}
