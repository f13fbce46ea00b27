package io.bailiwick.gateway.leavers.rules;

import io.bailiwick.gateway.directory.rules.Departed;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import java.util.Optional;

/** Tells what a change of an identity means to the guard against mass deprovisioning. */
public sealed interface Leaving {

  /** Returns the meaning of a change. An administrator's lock is no departure. */
  static Leaving of(Outcome.Accepted change) {
    StoredIdentity after = change.identity();
    if (change.before().isEmpty()) {
      return new Neither();
    }
    StoredIdentity before = change.before().get();
    if (after.deleted() && !before.deleted()) {
      return new Departs(
          new Departed(
              after.id(),
              Departed.Kind.DELETED,
              before.active(),
              Optional.of(before.beforeDeletion())));
    }
    if (before.active() == after.active()) {
      return new Neither();
    }
    return after.active()
        ? new Returns()
        : new Departs(new Departed(after.id(), Departed.Kind.DEACTIVATED, true, Optional.empty()));
  }

  /** The identity provider deactivates or deletes the person. */
  record Departs(Departed departed) implements Leaving {}

  /** The identity provider reactivates the person. */
  record Returns() implements Leaving {}

  record Neither() implements Leaving {}
}
