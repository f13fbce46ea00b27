package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A person who may not come in, and a sign-in that fails, get a page that says why. */
@GatewayTest
class RefusedPersonTest extends SignInJourney {
  @Test
  void whoHasNoAccessIsRefusedAndNothingIsWritten() {
    String id = push("{\"userName\":\"jane\",\"externalId\":\"s-jane\"}");
    patchActive(id, false);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "DEACTIVATED");
    acme.tenant().scim().get("/Users/" + id).then().body("meta.version", equalTo("W/\"2\""));
    patchActive(id, true);
    String lock = "/organizations/" + acme.id() + "/identities/" + id + "/lock";
    Tenant.operator().post(lock).then().statusCode(204);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "LOCKED");
    patchActive(id, false);
    patchActive(id, true);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "LOCKED");
    Tenant.operator().delete(lock).then().statusCode(204);
    assertThat(new Browser().signIn(acme.id(), acme.idp(), jane()).statusCode()).isEqualTo(200);

    String lockdown = "/organizations/" + acme.id() + "/lockdown";
    Tenant.operator().post(lockdown).then().statusCode(200).body("lockedDownAt", notNullValue());
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "ORGANIZATION_LOCKED_DOWN");
    Tenant.operator().delete(lockdown).then().statusCode(200).body("lockedDownAt", nullValue());

    acme.tenant().scim().delete("/Users/" + id).then().statusCode(204);
    refused(new Browser().signIn(acme.id(), acme.idp(), jane()), 403, "DELETED");
    users("jane").body("totalResults", equalTo(0));
  }

  @Test
  void theIdentityProviderBeingDownOpensNothing() {
    Browser before = new Browser();
    before.signIn(acme.id(), acme.idp(), jane());
    acme.idp().down = true;
    Browser late = new Browser();
    URI authorization = late.begin(acme.id());
    refused(
        late.back(acme.id(), authorization, acme.idp().code(authorization, jane())),
        502,
        "IDENTITY_PROVIDER_UNAVAILABLE");
    assertThat(late.hasSession()).isFalse();
    before.get("/oauth2/end-session").then().statusCode(200).body(containsString("Sign out?"));
  }

  /**
   * Floods of one failure leave room for the others; who gets a number finds what it stands for.
   */
  @Test
  void floodsAreNotKept() {
    for (int i = 0; i < 60; i++) {
      new Browser().get("/sso/" + acme.id() + "/callback?code=x&state=y").then().statusCode(400);
    }
    new Browser()
        .get("/sso/" + acme.id() + "/callback?code=x&state=y")
        .then()
        .statusCode(400)
        .body(not(containsString("Trace number")));
    Browser browser = new Browser();
    URI authorization = browser.begin(acme.id());
    refused(browser.back(acme.id(), authorization, "unknown"), 502, "TOKEN_ENDPOINT");
  }

  /** RFC 6749 section 5.2, OpenID Connect Back-Channel Logout 1.0 section 2.8. */
  @Test
  void whatGoesWrongForAProgramIsJson() {
    for (String path :
        new String[] {"/oauth2/token", "/sso/" + acme.id() + "/backchannel-logout"}) {
      given()
          .accept("text/html, */*")
          .contentType("application/x-www-form-urlencoded")
          .body("grant_type=x")
          .post(path)
          .then()
          .statusCode(400)
          .contentType(ContentType.JSON)
          .body("error", notNullValue());
    }
  }

  @Test
  void whatGoesWrongForAPersonIsAPage() {
    given()
        .accept("text/html")
        .get("/sso/acme/nothing/here")
        .then()
        .statusCode(404)
        .contentType("text/html;charset=UTF-8")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("This page does not exist"));
    given()
        .accept("text/html")
        .put("/sso/" + acme.id())
        .then()
        .statusCode(405)
        .contentType("text/html;charset=UTF-8")
        .body(containsString("does not accept that request"));
    given()
        .get("/sso/" + acme.id() + "/test/expired")
        .then()
        .statusCode(404)
        .body(containsString("15 minutes"));
  }

  /** What it publishes was never read. */
  @Test
  void anIdentityProviderThatWasNeverReachedIsNotWaitedForLong() {
    acme.idp().down = true;
    refused(new Browser().get("/sso/" + acme.id()), 502, "IDENTITY_PROVIDER_UNAVAILABLE");
  }

  private void patchActive(String id, boolean active) {
    acme.tenant().patch(id, "replace", "active", active).then().statusCode(200);
  }
}
