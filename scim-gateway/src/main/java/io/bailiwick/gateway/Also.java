package io.bailiwick.gateway;

import io.bailiwick.gateway.directory.GroupOutcome;
import io.bailiwick.gateway.directory.Outcome;
import io.smallrye.mutiny.Uni;

/** What is written in the transaction of a change, if there is one. */
@FunctionalInterface
public interface Also {
  /** Nothing else. */
  Also NOTHING = (_, _) -> Uni.createFrom().voidItem();

  /** Writes it, for a resource that has got a version. */
  Uni<Void> write(String id, long version);

  /** After a command to an identity. */
  default Uni<Void> afterwards(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          write(accepted.identity().id(), accepted.identity().version());
      case Outcome.Unchanged _, Outcome.Rejected _ -> Uni.createFrom().voidItem();
    };
  }

  /** After a command to a group. */
  default Uni<Void> afterwards(GroupOutcome outcome) {
    return switch (outcome) {
      case GroupOutcome.Accepted accepted ->
          write(accepted.after().id(), accepted.after().version());
      case GroupOutcome.Ended ended -> write(ended.before().id(), ended.before().version());
      case GroupOutcome.Unchanged _, GroupOutcome.Refused _ -> Uni.createFrom().voidItem();
    };
  }
}
