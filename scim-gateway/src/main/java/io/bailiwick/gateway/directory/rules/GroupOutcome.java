package io.bailiwick.gateway.directory.rules;

import java.util.Optional;
import java.util.function.Function;

/** The outcome of a command to a group. */
public sealed interface GroupOutcome extends CommandOutcome<StoredGroup> {

  @Override
  default <T> T answer(Function<StoredGroup, T> granted, Function<Outcome.Rejected, T> rejected) {
    return switch (this) {
      case Accepted accepted -> granted.apply(accepted.after());
      case Ended ended -> granted.apply(ended.before());
      case Unchanged unchanged -> granted.apply(unchanged.before());
      case Refused refused -> rejected.apply(refused.reason());
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
