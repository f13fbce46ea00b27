package io.bailiwick.enforcer;

import static io.bailiwick.enforcer.CallerServers.REPORTS;
import static io.bailiwick.enforcer.CallerServers.REPOSITORIES;
import static io.bailiwick.enforcer.CallerServers.claims;
import static io.bailiwick.enforcer.CallerServers.signed;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.nimbusds.jose.jwk.RSAKey;
import io.bailiwick.embedded.TokenIssuer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Callers whose tokens another issuer than the platform's own has signed. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class CallersTest extends Checks {
  private static final String SEARCH = "bailiwick.check.search";
  private static final String ALL = "bailiwick.check bailiwick.check.explain " + SEARCH;

  private final CallerServers servers = EnforcerServers.callers();

  /** The second time the token is known, and the route ahead of the framework answers. */
  @Test
  void aServiceAccountMayDoWhatTheSettingsSay() {
    String token = servers.token(claims(REPOSITORIES));
    for (int time = 1; time <= 2; time++) {
      checkBy(token)
          .then()
          .statusCode(200)
          .body("context.reason", equalTo("allowed"))
          .body("context.reason_admin", notNullValue());
      searchBy(token)
          .then()
          .statusCode(403)
          .body("error", equalTo("The caller lacks the scope bailiwick.check.search."));
    }
  }

  @Test
  void theSameNameAtTwoIssuersIsTwoCallers() {
    String clusters = servers.token(claims(REPORTS));
    String partners = partners(REPORTS, "");
    for (int time = 1; time <= 2; time++) {
      checkBy(clusters).then().statusCode(403);
      searchBy(clusters).then().statusCode(200);
      checkBy(partners).then().statusCode(200).body("context.reason_admin", equalTo(null));
      searchBy(partners).then().statusCode(403);
    }
    checkBy(partners(REPOSITORIES, "")).then().statusCode(403);
    platforms(REPOSITORIES, "").then().statusCode(403);
  }

  /** Quarkus would take scopes and groups for roles. */
  @Test
  void claimsOfOtherIssuersGiveNoRight() {
    String claimed =
        servers.token(
            claims("system:serviceaccount:hub:other")
                .claim("scope", ALL)
                .claim("groups", List.of(ALL.split(" ")))
                .claim("upn", REPOSITORIES)
                .claim("preferred_username", REPOSITORIES));
    for (int time = 1; time <= 2; time++) {
      checkBy(claimed).then().statusCode(403);
      searchBy(claimed).then().statusCode(403);
      searchBy(partners(REPORTS, ALL)).then().statusCode(403);
      checkBy(servers.token(claims(REPOSITORIES).subject(null))).then().statusCode(403);
    }
  }

  @Test
  void theTokensOfThePlatformKeepTheirScopes() {
    platforms(REPORTS, "bailiwick.check").then().statusCode(200);
    platforms(REPORTS, SEARCH).then().statusCode(403);
  }

  @Test
  void whatTheIssuerDidNotSignForBailiwickIsRejected() {
    RSAKey unknown = GatewayKeys.newKey();
    List<String> tokens =
        List.of(
            servers.token(
                claims(REPOSITORIES).expirationTime(Date.from(Instant.now().minusSeconds(1)))),
            servers.token(claims(REPOSITORIES).expirationTime(null)),
            servers.token(claims(REPOSITORIES).audience(CallerServers.CLUSTER)),
            servers.token(claims(REPOSITORIES).audience(List.of())),
            servers.token(claims(REPOSITORIES).issuer(servers.partner().url())),
            servers.token(claims(REPOSITORIES).issuer(EnforcerServers.issuer().url())),
            servers.token(claims(REPOSITORIES).issuer("https://unknown.example")),
            servers.token(claims(REPOSITORIES).issuer(null)),
            signed(claims(REPOSITORIES), unknown),
            servers.cluster().confused(claims(REPOSITORIES)),
            servers.partner().token(REPORTS, "", Duration.ofMinutes(5), "another"),
            partners(REPORTS, "") + "x");
    for (String token : tokens) {
      checkBy(token).then().statusCode(401);
    }
  }

  /** A cookie of that name makes quarkus-oidc look for its tenant. */
  @Test
  void theCallerCannotChooseTheIssuerThatVerifies() {
    for (String name : List.of("q_session_partner", "q_session", "q_auth_partner")) {
      given()
          .cookie(name, "partner")
          .auth()
          .oauth2(servers.token(claims(REPORTS)))
          .contentType(ContentType.JSON)
          .body(question())
          .post("/access/v1/evaluation")
          .then()
          .statusCode(403);
    }
  }

  /** A token that was verified before is remembered for half a minute more: TokenMemoryTest. */
  @Test
  void aWithdrawnKeyVerifiesNothing() {
    RSAKey before = servers.cluster().key;
    checkBy(signed(claims(REPOSITORIES), before)).then().statusCode(200);
    servers.cluster().key = GatewayKeys.newKey();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> checkBy(signed(claims(REPOSITORIES), before)).then().statusCode(401));
    checkBy(servers.token(claims(REPOSITORIES))).then().statusCode(200);
  }

  private String partners(String subject, String scopes) {
    return servers.partner().token(subject, scopes, Duration.ofMinutes(5));
  }

  private Response platforms(String subject, String scopes) {
    TokenIssuer issuer = EnforcerServers.issuer();
    return checkBy(issuer.token(subject, scopes, Duration.ofMinutes(5)));
  }

  private Response checkBy(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(question())
        .post("/access/v1/evaluation");
  }

  private String question() {
    return body(jane, "{\"name\":\"repository.read\"}", read(), "\"explain\":true," + session());
  }

  private Response searchBy(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(body(jane, "{\"name\":\"\"}", read(), session()))
        .post("/access/v1/search/action");
  }
}
