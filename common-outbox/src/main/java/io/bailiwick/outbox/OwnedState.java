package io.bailiwick.outbox;

import io.smallrye.mutiny.Uni;
import java.util.Collection;

/** The things of organizations that a service owns, and publishes on one of its topics. */
public interface OwnedState {
  /**
   * Puts the present state of some ids into the outbox, in a transaction that locks their rows. It
   * ignores ids that the organization does not have.
   *
   * @return the number of published states
   */
  Uni<Integer> publishAgain(String organization, Collection<String> ids);
}
