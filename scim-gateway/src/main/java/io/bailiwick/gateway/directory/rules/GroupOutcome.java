package io.bailiwick.gateway.directory.rules;

import java.util.Optional;

/** What becomes of a command to a group. */
public sealed interface GroupOutcome {

  /** The group as it is after that; empty where there is none. */
  default Optional<StoredGroup> group() {
    return switch (this) {
      case Accepted accepted -> Optional.of(accepted.after());
      case Unchanged unchanged -> Optional.of(unchanged.before());
      case Ended _, Refused _ -> Optional.empty();
    };
  }

  /**
   * The group after the change of its attributes, and who comes and goes.
   *
   * @param before the group as it was; empty when it is new
   */
  record Accepted(Optional<StoredGroup> before, StoredGroup after, MemberChange members)
      implements GroupOutcome {}

  /** It is to end; its members leave first. */
  record Ended(StoredGroup before) implements GroupOutcome {}

  /** Nothing differs, nobody comes or goes: no new version. */
  record Unchanged(StoredGroup before) implements GroupOutcome {}

  /** Nothing was done. */
  record Refused(Outcome.Rejected reason) implements GroupOutcome {}
}
