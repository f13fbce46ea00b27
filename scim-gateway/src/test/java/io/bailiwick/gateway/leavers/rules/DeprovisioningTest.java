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

  /** The last departure of the people who wait. */
  private static final Optional<Instant> LEFT = Optional.of(NOW);

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
    Deprovisioning once = accepted(OPEN.approve("ada", LEFT, NOW));
    assertThat(once.state()).isEqualTo(State.OPEN);
    assertThat(once.approvals()).containsExactly(new Approval("ada", NOW));
    assertThat(once.approve("ada", LEFT, NOW)).isInstanceOf(Rejected.class);
    Deprovisioning released = accepted(once.approve("bob", LEFT, NOW));
    assertThat(released.state()).isEqualTo(State.RELEASED);
    assertThat(released.closed(State.RELEASED, NOW).closedAt()).contains(NOW);
    assertThat(released.approve("cyd", LEFT, NOW)).isInstanceOf(Rejected.class);
    assertThat(released.restore("cyd", NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void oneAdministratorRestoresIt() {
    Deprovisioning once = accepted(OPEN.approve("ada", LEFT, NOW));
    Deprovisioning restoring = accepted(once.restore("bob", NOW));
    assertThat(restoring.restoredBy()).contains("bob");
    assertThat(restoring.approvals()).isEmpty();
    // A restore that ended early is continued, and not released.
    assertThat(restoring.approve("cyd", LEFT, NOW)).isInstanceOf(Rejected.class);
    assertThat(accepted(restoring.restore("cyd", NOW.plusSeconds(9)))).isEqualTo(restoring);
    Deprovisioning restored = restoring.closed(State.RESTORED, NOW);
    assertThat(restored.approve("ada", Optional.empty(), NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void peopleWhoCannotComeBackMayBeReleased() {
    Deprovisioning restored = accepted(OPEN.restore("ada", NOW)).closed(State.RESTORED, NOW);
    Deprovisioning once = accepted(restored.approve("ada", LEFT, NOW));
    assertThat(once.state()).isEqualTo(State.RESTORED);
    Deprovisioning released = accepted(once.approve("bob", LEFT, NOW));
    assertThat(released.state()).isEqualTo(State.RELEASED);
    assertThat(released.closedAt()).isEmpty();
  }

  @Test
  void anApprovalDoesNotCoverWhoLeftAfterIt() {
    Deprovisioning once = accepted(OPEN.approve("ada", LEFT, NOW));
    Instant later = NOW.plusSeconds(9);
    Optional<Instant> left = Optional.of(NOW.plusMillis(1));
    assertThat(once.approvedAfter(LEFT)).isEqualTo(once);
    assertThat(once.approvedAfter(left).approvals()).isEmpty();
    Deprovisioning anew = accepted(once.approve("bob", left, later));
    assertThat(anew.state()).isEqualTo(State.OPEN);
    assertThat(anew.approvals()).containsExactly(new Approval("bob", later));
    // The first administrator approves again, with everybody in view.
    Deprovisioning released = accepted(anew.approve("ada", left, later));
    assertThat(released.state()).isEqualTo(State.RELEASED);
    assertThat(released.approvals())
        .containsExactly(new Approval("bob", later), new Approval("ada", later));
    // A release that has begun keeps its approvals.
    assertThat(released.approvedAfter(Optional.of(later.plusSeconds(1)))).isEqualTo(released);
  }

  private static Deprovisioning accepted(Deprovisioning.Decision decision) {
    assertThat(decision).isInstanceOf(Accepted.class);
    return ((Accepted) decision).next();
  }
}
