package io.bailiwick.gateway.leavers.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A batch of departures that the guard against mass deprovisioning has opened. Administrators
 * release it, which takes two of them, or restore it.
 *
 * @param accounts the accounts of the organization when it was opened
 * @param threshold the number of departures that was exceeded
 * @param restoreStartedAt the time since which it takes no further departures
 * @param closedAt the time when its release or restore was complete
 */
public record Deprovisioning(
    String id,
    String organization,
    Instant openedAt,
    State state,
    long accounts,
    long threshold,
    List<Approval> approvals,
    Optional<String> restoredBy,
    Optional<Instant> restoreStartedAt,
    Optional<Instant> closedAt) {

  /** The number of administrators who have to approve a release. */
  public static final int APPROVALS = 2;

  public Deprovisioning {
    approvals = List.copyOf(approvals);
  }

  /** The states of a batch. */
  public enum State {
    /** Its deletions are held. */
    OPEN,
    /** Administrators have confirmed it. */
    RELEASED,
    /** An administrator has brought its people back. */
    RESTORED
  }

  /** An administrator's approval of the release. */
  public record Approval(String administrator, Instant at) {}

  /** The decision on a request of an administrator. */
  public sealed interface Decision {}

  /** The batch changes. */
  public record Accepted(Deprovisioning next) implements Decision {}

  /** The batch does not change. */
  public record Rejected(String reason) implements Decision {}

  /**
   * Decides on an approval of the release.
   *
   * @param newest the last departure of the people who wait; empty if nobody waits
   */
  public Decision approve(String administrator, Optional<Instant> newest, Instant now) {
    if (state == State.RELEASED) {
      return new Rejected("The deprovisioning is released already.");
    }
    if (state == State.OPEN && restoreStartedAt.isPresent()) {
      return new Rejected("The restore of the deprovisioning has begun; complete it first.");
    }
    if (state == State.RESTORED && newest.isEmpty()) {
      return new Rejected("The deprovisioning is restored, and holds no account.");
    }
    List<Approval> valid = approvalsAfter(newest);
    if (valid.stream().anyMatch(one -> one.administrator().equals(administrator))) {
      return new Rejected(
          "%s has approved the release already; it takes a second administrator."
              .formatted(administrator));
    }
    List<Approval> more = new ArrayList<>(valid);
    more.add(new Approval(administrator, now));
    boolean released = more.size() >= APPROVALS;
    return new Accepted(
        with(
            released ? State.RELEASED : state,
            more,
            restoredBy,
            restoreStartedAt,
            released ? Optional.empty() : closedAt));
  }

  /**
   * Returns this batch with the approvals that count. Whoever approved before the last departure
   * did not see everybody whom a release would release.
   *
   * @param newest the last departure of the people who wait; empty if nobody waits
   */
  public Deprovisioning approvedAfter(Optional<Instant> newest) {
    return state == State.RELEASED
        ? this
        : with(state, approvalsAfter(newest), restoredBy, restoreStartedAt, closedAt);
  }

  private List<Approval> approvalsAfter(Optional<Instant> newest) {
    return approvals.stream().filter(one -> newest.filter(one.at()::isBefore).isEmpty()).toList();
  }

  /** Decides on a restore, which may be repeated: it brings back who has not come back yet. */
  public Decision restore(String administrator, Instant now) {
    return state == State.RELEASED
        ? new Rejected("The deprovisioning is released, and cannot be restored any more.")
        : new Accepted(
            with(
                state,
                List.of(),
                Optional.of(restoredBy.orElse(administrator)),
                Optional.of(restoreStartedAt.orElse(now)),
                closedAt));
  }

  /** Returns the batch after its release or restore is complete. */
  public Deprovisioning closed(State end, Instant now) {
    return with(end, approvals, restoredBy, restoreStartedAt, Optional.of(closedAt.orElse(now)));
  }

  private Deprovisioning with(
      State itsState,
      List<Approval> itsApprovals,
      Optional<String> itsRestorer,
      Optional<Instant> itsRestoreStart,
      Optional<Instant> itsEnd) {
    return new Deprovisioning(
        id,
        organization,
        openedAt,
        itsState,
        accounts,
        threshold,
        itsApprovals,
        itsRestorer,
        itsRestoreStart,
        itsEnd);
  }
}
