package io.bailiwick.gateway.directory.rules;

import java.util.Optional;

/** The outcome of a command to a group. */
public sealed interface GroupOutcome {

  /** Returns the group after the command; empty if it does not exist. */
  default Optional<StoredGroup> group() {
    return switch (this) {
      case Accepted accepted -> Optional.of(accepted.after());
      case Unchanged unchanged -> Optional.of(unchanged.before());
      case Ended _, Refused _ -> Optional.empty();
    };
  }

  /**
   * The group's attributes have changed, and members join or leave.
   *
   * @param before the group as it was; empty if it is new
   */
  record Accepted(Optional<StoredGroup> before, StoredGroup after, MemberChange members)
      implements GroupOutcome {}

  /** The group is to be deleted; its members leave first. */
  record Ended(StoredGroup before) implements GroupOutcome {}

  /** Attributes and members stay the same, so there is no new version. */
  record Unchanged(StoredGroup before) implements GroupOutcome {}

  /** The command was rejected, and nothing was done. */
  record Refused(Outcome.Rejected reason) implements GroupOutcome {}
}
