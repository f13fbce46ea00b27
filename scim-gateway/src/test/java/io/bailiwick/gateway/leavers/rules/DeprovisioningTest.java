package io.bailiwick.gateway.leavers.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.leavers.rules.Deprovisioning.Accepted;
import io.bailiwick.gateway.leavers.rules.Deprovisioning.Approval;
import io.bailiwick.gateway.leavers.rules.Deprovisioning.Rejected;
import io.bailiwick.gateway.leavers.rules.Deprovisioning.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may release or restore a deprovisioning, and when. */
class DeprovisioningTest {
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  private static final Deprovisioning OPEN =
      new Deprovisioning(
          "d-1",
          "acme",
          NOW,
          State.OPEN,
          100,
          20,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @Test
  void twoAdministratorsReleaseIt() {
    Deprovisioning once = accepted(OPEN.approve("ada", 30, NOW));
    assertThat(once.state()).isEqualTo(State.OPEN);
    assertThat(once.approvals()).containsExactly(new Approval("ada", NOW));
    assertThat(once.approve("ada", 30, NOW)).isInstanceOf(Rejected.class);
    Deprovisioning released = accepted(once.approve("bob", 30, NOW));
    assertThat(released.state()).isEqualTo(State.RELEASED);
    assertThat(released.closed(State.RELEASED, NOW).closedAt()).contains(NOW);
    assertThat(released.approve("cyd", 30, NOW)).isInstanceOf(Rejected.class);
    assertThat(released.restore("cyd", NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void oneAdministratorRestoresIt() {
    Deprovisioning once = accepted(OPEN.approve("ada", 30, NOW));
    Deprovisioning restoring = accepted(once.restore("bob", NOW));
    assertThat(restoring.restoredBy()).contains("bob");
    assertThat(restoring.approvals()).isEmpty();
    // A restore that ended early is continued, and not released.
    assertThat(restoring.approve("cyd", 30, NOW)).isInstanceOf(Rejected.class);
    assertThat(accepted(restoring.restore("cyd", NOW.plusSeconds(9)))).isEqualTo(restoring);
    Deprovisioning restored = restoring.closed(State.RESTORED, NOW);
    assertThat(restored.approve("ada", 0, NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void peopleWhoCannotComeBackMayBeReleased() {
    Deprovisioning restored = accepted(OPEN.restore("ada", NOW)).closed(State.RESTORED, NOW);
    Deprovisioning once = accepted(restored.approve("ada", 2, NOW));
    assertThat(once.state()).isEqualTo(State.RESTORED);
    Deprovisioning released = accepted(once.approve("bob", 2, NOW));
    assertThat(released.state()).isEqualTo(State.RELEASED);
    assertThat(released.closedAt()).isEmpty();
  }

  private static Deprovisioning accepted(Deprovisioning.Decision decision) {
    assertThat(decision).isInstanceOf(Accepted.class);
    return ((Accepted) decision).next();
  }
}
