package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An answer of the provider counts once, in the browser that began, for a connection that is still
 * enabled.
 */
@GatewayTest
class HostileCallbackTest extends HostileProvider {
  private static final int RACES = Integer.getInteger("bailiwick.test.races", 2);

  @Test
  void aCodeThatIsShownTwice() {
    Connected own = acme;
    Browser browser = new Browser();
    URI authorization = browser.begin(own.id());
    String code = own.idp().code(authorization, ScriptedIdp.person("s-once", "once"));
    Map<String, String> before = Map.copyOf(browser.cookies);
    browser.back(own.id(), authorization, code).then().statusCode(200);
    Browser thief = new Browser();
    refused(thief, thief.back(own.id(), authorization, code), 400, "STATE");
    Browser replay = new Browser();
    replay.cookies.putAll(before);
    refused(replay, replay.back(own.id(), authorization, code), 400, "STATE");
  }

  @Test
  void theStateOfAnotherBrowserOrOrganization() {
    try (Connected globex = Connected.make("globex")) {
      Browser victim = new Browser();
      URI authorization = new Browser().begin(acme.id());
      refused(
          victim,
          victim.back(acme.id(), authorization, acme.idp().code(authorization, eve())),
          400,
          "STATE");

      Browser mixed = new Browser();
      URI ofGlobex = mixed.begin(globex.id());
      refused(
          mixed, mixed.back(acme.id(), ofGlobex, globex.idp().code(ofGlobex, eve())), 400, "STATE");
    }
  }

  @Test
  void anAnswerThatNamesAnotherIssuer() {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    String code = acme.idp().code(authorization, eve());
    refused(
        browser,
        browser.get(
            "/sso/"
                + acme.id()
                + "/callback?iss=https://evil.example&code="
                + code
                + "&state="
                + state),
        403,
        "RESPONSE_ISSUER");
  }

  /** RFC 9207, section 2.4: who promises the parameter and leaves it out is not believed. */
  @Test
  void anAnswerWithoutTheIssuerThatWasPromised() {
    try (Connected other = Connected.make("promising")) {
      other.idp().promisesIssuer = true;
      Browser browser = new Browser();
      URI authorization = browser.begin(other.id());
      Response answered =
          browser.back(other.id(), authorization, other.idp().code(authorization, eve()));
      refused(other, browser, answered, 403, "RESPONSE_ISSUER");
      authorization = browser.begin(other.id());
      String code = other.idp().code(authorization, eve());
      browser
          .back(other.id(), authorization, code + "&iss=" + other.idp().issuer())
          .then()
          .statusCode(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error=access_denied",
        "error=%3Cscript%3E",
        "nothing=1",
        "code=",
        "code=a&code=b"
      })
  void anAnswerWithoutACode(String answer) {
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    Response response =
        browser.get("/sso/" + acme.id() + "/callback?" + answer + "&state=" + state);
    assertThat(response.asString()).doesNotContain("<script");
    refused(browser, response, 403, "IDENTITY_PROVIDER_ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state=x", "state=../../x"})
  void aCallbackThatNobodyBegan(String query) {
    Browser browser = new Browser();
    refused(browser, browser.get("/sso/" + acme.id() + "/callback?code=x&" + query), 400, "STATE");
  }

  @Test
  void aConnectionThatIsDisabledOrReplacedInFlight() {
    try (Connected other = Connected.make("other")) {
      Browser disabled = new Browser();
      Browser replaced = new Browser();
      URI first = disabled.begin(other.id());
      URI second = replaced.begin(other.id());
      String path = Connected.path(other.tenant()) + "/" + other.connection();
      Tenant.operator().post(path + "/disable").then().statusCode(200);
      String check = "CONNECTION_CHANGED";
      refused(
          other,
          disabled,
          disabled.back(other.id(), first, other.idp().code(first, eve())),
          403,
          check);
      new Browser().get("/sso/" + other.id()).then().statusCode(503);

      String next = Connected.draft(other.tenant(), other.idp(), Map.of());
      Connected.test(other.tenant(), next, other.idp(), eve()).then().statusCode(200);
      Tenant.operator()
          .post(Connected.path(other.tenant()) + "/" + next + "/enable")
          .then()
          .statusCode(200);
      refused(
          other,
          replaced,
          replaced.back(other.id(), second, other.idp().code(second, eve())),
          403,
          check);
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
    }
  }

  /** The secret was given for one provider: it does not go to another that somebody names. */
  @Test
  void aSecretIsNotSentToAnotherProvider() {
    String path = Connected.path(acme.tenant());
    String draft = Connected.draft(acme.tenant(), acme.idp(), Map.of());
    for (Map<String, String> change :
        List.of(Map.of("issuer", "https://evil.example"), Map.of("clientId", "another"))) {
      for (String id : List.of(draft, acme.connection())) {
        Tenant.operator()
            .body(change)
            .patch(path + "/" + id)
            .then()
            .statusCode(400)
            .body("member", equalTo("clientSecret"));
      }
    }
    Tenant.operator().delete(path + "/" + draft).then().statusCode(204);
  }

  /**
   * 64 at once, by sign-in and by SCIM: one person. CONTRIBUTING.md says how to run more rounds.
   */
  @Test
  void manyAtOnceAreOnePerson() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(64)) {
      for (int round = 0; round < RACES; round++) {
        raceForOnePerson(pool, "twin" + round);
      }
    }
  }

  private void raceForOnePerson(ExecutorService pool, String name) throws Exception {
    ObjectNode twin = ScriptedIdp.person("s-" + name, name);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      boolean scim = i % 2 == 0;
      calls.add(
          () ->
              scim
                  ? acme.tenant()
                      .scim()
                      .body(Map.of("userName", name + "@scim", "externalId", "s-" + name))
                      .post("/Users")
                      .statusCode()
                  : new Browser().signIn(acme.id(), acme.idp(), twin).statusCode());
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : pool.invokeAll(calls)) {
      statuses.add(answer.get());
    }
    assertThat(statuses).as(name).isSubsetOf(200, 201, 409);
    assertThat(statuses.stream().filter(status -> status == 201)).as(name).hasSize(1);
    acme.tenant()
        .scim()
        .queryParam("filter", "externalId eq \"s-" + name + "\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(1));
    acme.tenant()
        .scim()
        .queryParam("filter", "userName eq \"" + name + "\"")
        .get("/Users")
        .then()
        .body("totalResults", equalTo(0));
  }
}
