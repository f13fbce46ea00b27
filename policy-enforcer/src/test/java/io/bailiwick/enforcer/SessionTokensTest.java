package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.EndedSession;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Session tokens prove a sign-in while they are valid, and no longer. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class SessionTokensTest extends Checks {
  @Test
  void takesASessionTokenOfTheGatewayAndNoOther() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    byToken(gateway.token(gateway.claims(jane, "globex", sid, now)), "wrong_idp");
    byToken(gateway.token(gateway.claims("mgd_other", "acme", sid, now)), "sso_required");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now.minusSeconds(8 * 24 * 3600))),
        "sso_expired");
    byToken(
        gateway.token(
            gateway
                .claims(jane, "acme", sid, now)
                .expirationTime(java.util.Date.from(now.minusSeconds(1)))),
        "sso_expired");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now).issuer(gateway.url() + "x")),
        "sso_required");
    byToken(
        GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "JWT", gateway.key),
        "sso_required");
    byToken(
        GatewayKeys.token(gateway.claims(jane, "acme", sid, now), "at+jwt", GatewayKeys.newKey()),
        "sso_required");
    byToken(gateway.confused(gateway.claims(jane, "acme", sid, now)), "sso_required");
    byToken(
        new com.nimbusds.jwt.PlainJWT(gateway.claims(jane, "acme", sid, now).build()).serialize(),
        "sso_required");
    byToken("not.a.token", "sso_required");
    byToken(
        gateway.token(gateway.claims(jane, "acme", sid, now).audience("another client")),
        "sso_required");
  }

  @Test
  void asksForKeysOnlyWhenOneIsUnknown() throws InterruptedException {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = UUID.randomUUID().toString();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    Thread.sleep(1100);
    gateway.key = GatewayKeys.newKey();
    byToken(gateway.token(gateway.claims(jane, "acme", sid, now)), "allowed");
    int fetches = gateway.fetches.get();
    for (int i = 0; i < 20; i++) {
      byToken(gateway.token(gateway.claims(jane, "acme", sid + i, now)), "allowed");
    }
    assertThat(gateway.fetches.get()).isEqualTo(fetches);
  }

  @Test
  void aSessionThatWasEndedAllowsNothing() {
    GatewayKeys gateway = EnforcerServers.gateway();
    String sid = "ses_" + UUID.randomUUID();
    String token = gateway.token(gateway.claims(jane, "acme", sid, now));
    byToken(token, "allowed");
    send(
        Topics.SESSIONS,
        new SessionEvent.Ended(
            new EndedSession(sid, "acme", jane, Instant.now(), now.plusSeconds(86400))));
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> byToken(token, "session_revoked"));
  }
}
