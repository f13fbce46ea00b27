package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.directory.rules.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Watches who leaves, so that a mistake at the identity provider can be undone. This room does not
 * know the guard against mass deprovisioning.
 */
public interface LeaverGuard {

  /**
   * Records a change if a person leaves or comes back by it; called in its transaction, before the
   * write. It never rejects a change, and waits for no other person's.
   *
   * @return the change to write; a deletion may be held from its beginning
   */
  Uni<Outcome.Accepted> watch(Outcome.Accepted change);
}
