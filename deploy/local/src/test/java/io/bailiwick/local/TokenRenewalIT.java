package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.mia;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The renewal of tokens. It comes long after the sign-in at the start of the system, so that the
 * first tokens are old by then and nothing waits for it.
 */
@Order(4)
@ExtendWith(SharedSystem.class)
class TokenRenewalIT {

  /** The platform renews its tokens for as long as the session lives, and no longer. */
  @Test
  void tokensAreRenewedWhileTheSessionLives() throws Exception {
    Instant renewAt = Instant.parse(SharedSystem.bossAtFirst().path("renewAt").asText());
    Awaitility.await().atMost(PATIENCE.multipliedBy(2)).until(() -> Instant.now().isAfter(renewAt));
    JsonNode later = mia().me(SharedSystem.boss());
    assertThat(Instant.parse(later.path("renewAt").asText())).isAfter(renewAt);
    assertThat(later.path("decision").asBoolean()).as(later.toString()).isTrue();

    Caller.json(state().gateway(), state().operatorToken())
        .delete("/organizations/acme/identities/" + later.path("account").asText() + "/sessions")
        .expect(204);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(mia().me(SharedSystem.boss()).path("reason").asText())
                    .isEqualTo("session_revoked"));
  }
}
