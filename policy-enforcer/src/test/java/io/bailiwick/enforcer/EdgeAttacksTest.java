package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.Organization;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts to get past the edge: none of them reaches the service. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EdgeAttacksTest extends Members {
  private final GatewayKeys gateway = EnforcerServers.gateway();

  private Organization acme = organizationOf("acme");

  @BeforeEach
  void anOrganization() {
    acme = known(organizationOf("at-the-edge"));
  }

  /** Nobody is known of a request that passes without a question, whatever its headers say. */
  @Test
  void forgedHeadersDoNotPass() {
    for (Proxy way : Proxy.values()) {
      Map<String, String> forged =
          Proxy.OF_THE_EDGE.stream().collect(Collectors.toMap(name -> name, _ -> "mgd_forged"));
      for (String uri : List.of("/healthz", "/acme/m/resolve/main/x")) {
        Proxy.Answer answer = way.ask("GET", uri, forged);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.replaced()).as(uri).containsAll(Proxy.OF_THE_EDGE);
        assertThat(answer.headers().values()).doesNotContain("mgd_forged");
        assertThat(Proxy.OF_THE_EDGE).allMatch(name -> answer.header(name).isEmpty());
      }
    }
  }

  /** Also where a person without any session may pass. */
  @Test
  void otherCredentialsDoNotPass() {
    for (String authorization :
        List.of(
            "Bearer hf_personal",
            "Bearer ",
            "Bearer",
            "Basic amFuZTpoZl9wZXJzb25hbA==",
            "hf_personal")) {
      for (Proxy way : Proxy.values()) {
        for (String uri : List.of("/api/models/acme/m", "/acme/m/resolve/main/x")) {
          Proxy.Answer answer = way.ask("GET", uri, Map.of("authorization", authorization));
          assertThat(answer.status()).as("%s by %s", uri, way).isEqualTo(401);
          assertThat(answer.header("x-authz-reason")).contains("sso_required");
        }
      }
    }
  }

  @Test
  void tokensOfOtherMakersDoNotPass() {
    String member = member(acme);
    var claims = gateway.claims(member, acme.id(), "s", now);
    for (String token :
        List.of(
            GatewayKeys.token(claims, "at+jwt", GatewayKeys.newKey()),
            GatewayKeys.token(claims, "JWT", gateway.key),
            gateway.confused(claims),
            gateway.token(gateway.claims(member, acme.id(), "s", now).audience("another hub")),
            EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofMinutes(5)))) {
      for (Proxy way : Proxy.values()) {
        assertThat(way.ask("GET", "/api/models/at-the-edge/m", bearer(token)).status())
            .isEqualTo(401);
      }
    }
  }

  /** The service could act for the other person. */
  @Test
  void twoSessionsDoNotPass() {
    String one = token(member(acme));
    String other = token(member(acme));
    for (Proxy way : Proxy.values()) {
      String uri = "/api/models/at-the-edge/m";
      Map<String, String> both = new TreeMap<>(bearer(one));
      both.put("cookie", "hub-token=" + other);
      assertThat(way.ask("GET", uri, both).header("x-authz-reason")).contains("invalid_request");
      both.put("cookie", "hub-token=" + one + "; hub-token=" + other);
      assertThat(way.ask("GET", uri, both).status()).isEqualTo(403);
      both.put("cookie", "a=b, hub-token=" + other);
      assertThat(way.ask("GET", uri, both).status()).isEqualTo(403);
      both.put("cookie", "hub-token=" + one);
      assertThat(way.ask("GET", uri, both).status()).isEqualTo(200);
    }
  }

  @Test
  void noSpellingLeadsAroundARoute() {
    Map<String, String> headers = bearer(token(member(acme)));
    for (String uri :
        List.of(
            "/unmapped",
            "/",
            "/API/models/at-the-edge/m",
            "/api/models/at-the-edge/m;x",
            "/api/models/at-the-edge//m",
            "/api/models/x/../at-the-edge/m",
            "/api/models/at-the-edge%2Fm",
            "/api/models/at-the-edge/%2e%2e",
            "/healthz/..;/api")) {
      for (Proxy way : Proxy.values()) {
        assertThat(way.ask("GET", uri, headers).status()).as(way.name()).isIn(403, 400, 404);
      }
    }
  }

  @Test
  void anotherMethodBesideTheRequestDoesNotPass() {
    Map<String, String> headers = new TreeMap<>(bearer(token(member(acme))));
    for (Proxy way : Proxy.values()) {
      headers.put("x-http-method-override", "DELETE");
      Proxy.Answer answer = way.ask("GET", "/api/models/at-the-edge/m", headers);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("x-authz-reason")).contains("invalid_request");
    }
  }

  /** Headers that another kind of proxy sets come from the client. */
  @Test
  void eachProxyHasItsOwnHeaders() {
    Map<String, String> healthy =
        Map.of(
            "X-Original-Method", "GET",
            "X-Original-URI", "/healthz",
            "X-Forwarded-Method", "GET",
            "X-Forwarded-Uri", "/healthz");
    Map<String, String> original = new TreeMap<>(healthy);
    original.put("X-Original-URI", "/api/models/acme/m");
    assertThat(given().headers(original).get("/edge/v1/original").statusCode()).isEqualTo(401);
    assertThat(given().headers(original).get("/edge/v1/forwarded").statusCode()).isEqualTo(200);
    assertThat(given().headers(healthy).get("/edge/v1/check/api/models/acme/m").statusCode())
        .isEqualTo(401);
    assertThat(given().headers(healthy).header("X-Original-URI", "/x").get("/edge/v1/original"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403));
    assertThat(given().get("/edge/v1/original").statusCode()).isEqualTo(403);
    assertThat(given().get("/edge/v1/forwarded").statusCode()).isEqualTo(403);
    assertThat(given().body("{}").post("/edge/v1/check/healthz").statusCode()).isEqualTo(403);
  }

  private String token(String account) {
    return gateway.token(gateway.claims(account, acme.id(), "s", now));
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("authorization", "Bearer " + token);
  }
}
