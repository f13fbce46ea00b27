package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.push;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.client.Acting;
import io.bailiwick.client.ClientSettings;
import io.bailiwick.client.Decision;
import io.bailiwick.client.EnforcerClient;
import io.bailiwick.client.Question;
import io.bailiwick.client.Resource;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client of the platform's services against the real enforcer. */
@Order(3)
@ExtendWith(SharedSystem.class)
class EnforcerClientIT {
  @Test
  void readsTheDecisionsOfTheEnforcer() throws Exception {
    String jane = push(6001);
    awaitMayRead(jane);
    Question create =
        Question.of(
            jane, "repository.create", Resource.of("model", "acme/m").visibility("private"));
    Acting session = new Acting.Session("s1", "acme", Instant.now());
    try (EnforcerClient enforcer = new EnforcerClient(client(state().serviceToken()));
        EnforcerClient stranger = new EnforcerClient(client("no-token"))) {
      assertThat(enforcer.warmUp()).isEmpty();
      Decision allowed = enforcer.await(create.by(session));
      assertThat(allowed.allowed()).as(allowed.toString()).isTrue();
      assertThat(allowed.reason()).isEqualTo("allowed");
      assertThat(allowed.revision()).isPresent();
      assertThat(enforcer.await(create.by(session).atLeastAsFresh(allowed.revision().get())))
          .matches(Decision::allowed);
      Decision denied = enforcer.await(create);
      assertThat(denied.reason()).isEqualTo("sso_required");
      assertThat(denied.reasonUser()).isPresent();
      assertThat(denied.evaluationId()).isPresent();
      assertThat(denied.signInUrl()).hasValueSatisfying(url -> assertThat(url).endsWith("/acme"));
      assertThat(enforcer.await(create.by(new Acting.Token("no-token"))).allowed()).isFalse();
      assertThat(enforcer.await(create.atLeastAsFresh("no-revision")).failure())
          .hasValueSatisfying(why -> assertThat(why).contains("400", "at_least_as_fresh"));
      assertThat(stranger.await(create.by(session)).failure())
          .hasValueSatisfying(why -> assertThat(why).contains("401"));
    }
  }

  private static ClientSettings client(String token) {
    return ClientSettings.of(URI.create(state().enforcer()), () -> token).deadline(PATIENCE);
  }
}
