package io.bailiwick.enforcer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The sample stays within its bounds, and a busy organization does not displace the others. */
class CheckSampleTest {
  private final CheckSample sample = new CheckSample(1);

  @Test
  void keepsTheLastChecksOfEachOrganization() {
    offer("quiet", 3);
    for (int i = 0; i < 60; i++) {
      offer("busy-" + i, 1100);
    }
    offer("late", 3);
    assertThat(sample.of("busy-0")).hasSizeBetween(1, 1000);
    assertThat(sample.of("busy-59").getLast().request().subject()).isEqualTo("mgd_1099");
    assertThat(sample.of("quiet")).hasSize(3);
    assertThat(sample.of("late")).hasSize(3);
    assertThat(sample.of("unknown")).isEmpty();
    int all = 0;
    for (int i = 0; i < 60; i++) {
      all += sample.of("busy-" + i).size();
    }
    assertThat(all).isBetween(49_900, 50_000);
  }

  @Test
  void keepsNoLongTexts() {
    sample.offer(request("mgd_" + "x".repeat(1000)), facts("long"), Instant.EPOCH);
    assertThat(sample.of("long")).isEmpty();
  }

  @Test
  void watchesForOneAtATime() {
    CheckSample none = new CheckSample(0);
    assertThat(none.watch("acme")).isTrue();
    assertThat(none.watch("globex")).isFalse();
    none.offer(request("mgd_1"), facts("acme"), Instant.EPOCH);
    none.offer(request("mgd_2"), facts("globex"), Instant.EPOCH);
    assertThat(none.watched()).extracting(one -> one.request().subject()).containsExactly("mgd_1");
    assertThat(none.watched()).isEmpty();
    assertThat(none.of("acme")).isEmpty();
    assertThat(none.watch("globex")).isTrue();
  }

  private void offer(String organization, int count) {
    Facts facts = facts(organization);
    for (int i = 0; i < count; i++) {
      sample.offer(request("mgd_" + i), facts, Instant.EPOCH);
    }
  }

  private static CheckRequest request(String subject) {
    return new CheckRequest(
        subject,
        "repository.read",
        new CheckRequest.Resource(
            "model",
            "acme/m",
            Optional.of("acme"),
            false,
            Visibility.of(Optional.of("private")),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static Facts facts(String organization) {
    return new Facts(
        Optional.empty(),
        Optional.of(
            SampleOrganization.of(
                organization,
                Role.READ,
                LimitSettings.STRICT,
                SignInSettings.DEFAULT,
                Instant.EPOCH)),
        List.of(),
        false,
        false,
        Set.of(),
        Facts.Freshness.FRESH);
  }
}
