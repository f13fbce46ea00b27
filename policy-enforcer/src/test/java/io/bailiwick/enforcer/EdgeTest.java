package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The edge: the answers to Envoy, nginx and Traefik are those of AuthZEN. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EdgeTest extends EdgeChecks {
  /** The same question singly, over HTTP in three ways, and over Envoy's protocol in two. */
  @Test
  void allProtocolsAnswerAsAuthzenDoes() {
    String member = member(acme);
    String suspended =
        member(acme, IdentityStatus.INACTIVE, AccountStatus.SUSPENDED, Instant.EPOCH);
    String signedOut =
        member(acme, IdentityStatus.ACTIVE, AccountStatus.ACTIVE, now.plusSeconds(60));
    Map<String, String> tokens = new TreeMap<>();
    tokens.put(member, token(member));
    tokens.put(suspended, token(suspended));
    tokens.put(signedOut, token(signedOut));
    tokens.put(jane, token(jane));
    Map<String, Integer> seen = new TreeMap<>();
    for (Map.Entry<String, String> person : tokens.entrySet()) {
      for (Asked asked : questions(acme.id())) {
        JsonPath authzen = authzen(person.getKey(), person.getValue(), asked);
        String reason = authzen.getString("context.reason");
        int status =
            authzen.getBoolean("decision")
                ? 200
                : authzen.getString("context.sign_in_url") != null ? 401 : 403;
        for (Proxy way : Proxy.values()) {
          Proxy.Answer answer = way.ask(asked.method, asked.uri, bearer(person.getValue()));
          assertThat(answer.status()).as("%s %s by %s", asked, reason, way).isEqualTo(status);
          assertThat(answer.header("x-authz-reason").orElse("allowed")).isEqualTo(reason);
        }
        seen.merge(status + " " + reason, 1, Integer::sum);
      }
    }
    assertThat(seen.keySet())
        .contains(
            "200 allowed",
            "401 session_revoked",
            "403 account_suspended",
            "403 public_content_forbidden",
            "403 role_insufficient",
            "403 external_collaboration_forbidden");
  }

  private static List<Asked> questions(String own) {
    return Stream.of(own, "globex", "nowhere")
        .flatMap(
            owner ->
                Stream.of(
                    new Asked("GET", "/api/models/%s/m", "repository.read", true, owner),
                    new Asked("HEAD", "/api/models/%s/m", "repository.read", true, owner),
                    new Asked("GET", "/%s/m/resolve/main/a%%20b", "repository.read", false, owner),
                    new Asked("POST", "/api/models/%s/m", "repository.create", true, owner),
                    new Asked(
                        "POST",
                        "/api/models/%s/m/publish?x=/y",
                        "repository.update-visibility",
                        false,
                        owner),
                    new Asked(
                        "POST", "/api/models/%s/m/discussions", "discussion.create", false, owner),
                    new Asked("DELETE", "/api/models/%s/m/", "repository.delete", true, owner)))
        .toList();
  }

  private static JsonPath authzen(String subject, String token, Asked asked) {
    String visibility =
        asked.isPrivate
            ? "\"visibility\":\"private\""
            : asked.action.endsWith("visibility")
                ? "\"destination\":{\"visibility\":\"public\"}"
                : "";
    return post(body(
            subject,
            "{\"name\":\"" + asked.action + "\"}",
            "{\"type\":\"model\",\"id\":\"%s/m\",\"properties\":{%s}}"
                .formatted(asked.owner, visibility),
            "\"session\":{\"token\":\"" + token + "\"}"))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void theServiceLearnsWhoItIs() {
    String member = member(acme);
    Map<String, String> forged = new TreeMap<>(bearer(token(member)));
    for (Proxy way : Proxy.values()) {
      Proxy.OF_THE_EDGE.forEach(name -> forged.put(name, "forged"));
      Proxy.Answer answer = way.ask("GET", "/api/models/at-the-edge/m", forged);
      assertThat(answer.header("bailiwick-subject")).contains(member);
      assertThat(answer.header("bailiwick-organization")).contains("at-the-edge");
      assertThat(answer.header("bailiwick-revision")).isPresent();
      assertThat(answer.header("bailiwick-evaluation")).isPresent();
      assertThat(answer.headers().values()).doesNotContain("forged");
      assertThat(answer.replaced()).containsAll(Proxy.OF_THE_EDGE);
    }
  }

  @Test
  void aMissingSessionIsRequested() {
    for (Proxy way : Proxy.values()) {
      Proxy.Answer answer =
          way.ask("GET", "/api/models/acme/m", Map.of("cookie", "other=1; hub-token="));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).contains("Bearer realm=\"bailiwick\"");
      assertThat(answer.header("bailiwick-sign-in-url")).contains("https://hub.example/sso");
      assertThat(answer.header("x-authz-reason")).contains("sso_required");
      assertThat(answer.header("content-type")).contains("application/json");
      assertThat(answer.json().getString("reason")).isEqualTo("sso_required");
      assertThat(answer.json().getString("sign_in_url")).isEqualTo("https://hub.example/sso");
    }
  }

  @Test
  void anExpiredSessionIsRequestedAgain() {
    String member = member(acme);
    String expired =
        gateway.token(
            gateway
                .claims(member, acme.id(), "s", now)
                .expirationTime(Date.from(now.minusSeconds(1))));
    for (Proxy way : Proxy.values()) {
      Proxy.Answer answer =
          way.ask(
              "GET", "/api/models/at-the-edge/m", Map.of("cookie", "a=b; hub-token=" + expired));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("x-authz-reason")).contains("sso_expired");
      assertThat(answer.header("www-authenticate"))
          .contains(
              "Bearer realm=\"bailiwick\", error=\"invalid_token\", error_description=\"sso_expired\"");
      assertThat(answer.header("bailiwick-sign-in-url"))
          .contains("https://hub.example/sso/at-the-edge");
    }
  }

  @Test
  void aSuspendedAccountIsDenied() {
    String suspended =
        member(acme, IdentityStatus.INACTIVE, AccountStatus.SUSPENDED, Instant.EPOCH);
    for (Proxy way : Proxy.values()) {
      Proxy.Answer answer = way.ask("GET", "/api/models/at-the-edge/m", bearer(token(suspended)));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("x-authz-reason")).contains("account_suspended");
      assertThat(answer.json().getString("evaluation_id")).isNotBlank();
      assertThat(answer.json().getString("error")).contains("suspended");
      assertThat(answer.header("www-authenticate")).isEmpty();
    }
  }

  /** A request, and the question that it stands for. */
  private record Asked(String method, String uri, String action, boolean isPrivate, String owner) {
    Asked {
      uri = uri.formatted(owner);
    }
  }
}
