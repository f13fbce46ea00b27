package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Attempts to get past the edge: none of them reaches the service. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EdgeAttacksTest extends EdgeChecks {
  /** What the proxies would say of a request that passes without a check. */
  private static final Map<String, String> HEALTHY =
      Map.of(
          "X-Original-Method", "GET",
          "X-Original-URI", "/healthz",
          "X-Forwarded-Method", "GET",
          "X-Forwarded-Uri", "/healthz");

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

  /** Services read other spellings of a cookie's name too, and then know a suspended account. */
  @Test
  void noSpellingOfTheCookieHidesASession() {
    String suspended =
        token(member(acme, IdentityStatus.INACTIVE, AccountStatus.SUSPENDED, Instant.EPOCH));
    for (String pair :
        List.of(
            "hub-token =",
            "hub-token\t =",
            "\u00a0hub-token=",
            "\"hub-token\"=",
            "'hub-token'=",
            "Hub-Token=",
            "HUB-TOKEN =",
            "hub%2Dtoken=",
            "%68ub-token=",
            "hub-token%20=",
            "hub%2dToken =",
            "=hub-token=",
            "a=b hub-token=",
            "a=\"b\"hub-token=",
            "hub-token==")) {
      for (Proxy way : Proxy.values()) {
        for (String cookies :
            List.of(
                pair + suspended, "a=b;" + pair + suspended, "hub-token=; " + pair + suspended)) {
          Proxy.Answer answer = way.ask("GET", "/acme/m/resolve/main/x", Map.of("cookie", cookies));
          assertThat(answer.status()).as("%s by %s", cookies, way).isIn(401, 403);
        }
      }
    }
    for (Proxy way : Proxy.values()) {
      for (String cookies : List.of("hub-tokens=x; a-hub-token=x", "a=hub-token", "hub-token")) {
        assertThat(way.ask("GET", "/acme/m/resolve/main/x", Map.of("cookie", cookies)).status())
            .as("%s by %s", cookies, way)
            .isEqualTo(200);
      }
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

  /** CGI, WSGI and PHP read every other character of a name as if it were a hyphen. */
  @Test
  void headersThatMisleadTheServiceDoNotPass() {
    String token = token(member(acme));
    for (Proxy way : Proxy.values()) {
      for (String name :
          List.of(
              "x-http-method-override",
              "X-HTTP-Method",
              "x-method-override",
              "X_HTTP_Method_Override",
              "x-http_method",
              "x.method.override",
              "Bailiwick_Subject",
              "bailiwick_organization",
              "bailiwick.revision",
              "BAILIWICK~EVALUATION")) {
        Map<String, String> headers = new TreeMap<>(bearer(token));
        headers.put(name, "DELETE");
        for (String uri : List.of("/api/models/at-the-edge/m", "/healthz")) {
          Proxy.Answer answer = way.ask("GET", uri, headers);
          assertThat(answer.status()).as("%s by %s", name, way).isEqualTo(403);
          assertThat(answer.header("x-authz-reason")).contains("invalid_request");
        }
      }
      Map<String, String> harmless = new TreeMap<>(bearer(token));
      harmless.put("x_request_id", "1");
      assertThat(way.ask("GET", "/api/models/at-the-edge/m", harmless).status()).isEqualTo(200);
    }
  }

  /** The edge cannot deny a request for a header that the proxy keeps from it. */
  @Test
  void theGuideSendsEveryHeaderThatIsRead() throws IOException {
    String guide = Files.readString(Path.of("../docs/how-to/protect-a-service-at-the-edge.md"));
    for (String list :
        List.of(
            "(?s)allowed_headers:(.*?)http_service:",
            "(?s)includeRequestHeadersInCheck:(.*?)]",
            "(?s)headersToExtAuth:(.*?)]")) {
      assertThat(Pattern.compile(list).matcher(guide).results().map(found -> found.group(1)))
          .as(list)
          .singleElement(InstanceOfAssertFactories.STRING)
          .containsPattern("\\bauthorization\\b")
          .containsPattern("\\bcookie\\b")
          .containsPattern("\\baccept-language\\b")
          .containsPattern("\\bx-http-method-override\\b")
          .containsPattern("\\bx-http-method[, ]")
          .containsPattern("\\bx-method-override\\b");
    }
  }

  @Test
  void aUriMayHaveTheDocumentedLength() {
    String longest = "/healthz?" + "x".repeat(8192 - "/healthz?".length());
    for (Proxy way : Proxy.values()) {
      assertThat(way.ask("GET", longest, Map.of()).status()).as(way.name()).isEqualTo(200);
      assertThat(way.ask("GET", longest + "x", Map.of()).status()).as(way.name()).isEqualTo(403);
    }
    String tooLong = longest + "x".repeat(16384);
    assertThat(Proxy.ENVOY_HTTP.ask("GET", tooLong, Map.of()).status()).isEqualTo(414);
    assertThat(Proxy.NGINX.ask("GET", tooLong, Map.of()).status()).isEqualTo(431);
  }

  /** Vert.x finds the endpoint of another proxy behind these paths. */
  @Test
  void noPathLeadsToTheEndpointOfAnotherProxy() {
    for (String uri :
        List.of(
            "/../original",
            "/../forwarded",
            "/x/../../original",
            "/%2e%2e/original",
            "/.%2E/forwarded",
            "/../original/",
            "/../../../q/health/live")) {
      assertThat(Proxy.ENVOY_HTTP.ask("GET", uri, HEALTHY).status()).as(uri).isIn(400, 403);
    }
    assertThat(given().headers(HEALTHY).get("/edge/v1/original/").statusCode()).isEqualTo(403);
  }

  /** Headers that another kind of proxy sets come from the client. */
  @Test
  void eachProxyHasItsOwnHeaders() {
    Map<String, String> original = new TreeMap<>(HEALTHY);
    original.put("X-Original-URI", "/api/models/acme/m");
    assertThat(given().headers(original).get("/edge/v1/original").statusCode()).isEqualTo(401);
    assertThat(given().headers(original).get("/edge/v1/forwarded").statusCode()).isEqualTo(200);
    assertThat(given().headers(HEALTHY).get("/edge/v1/check/api/models/acme/m").statusCode())
        .isEqualTo(401);
    assertThat(given().headers(HEALTHY).header("X-Original-URI", "/x").get("/edge/v1/original"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403));
    assertThat(given().get("/edge/v1/original").statusCode()).isEqualTo(403);
    assertThat(given().get("/edge/v1/forwarded").statusCode()).isEqualTo(403);
    assertThat(given().body("{}").post("/edge/v1/check/healthz").statusCode()).isEqualTo(403);
  }
}
