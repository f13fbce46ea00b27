package io.bailiwick.service;

import io.bailiwick.model.StateKind;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/** The versions that a service holds of the things of organizations, deleted ones too. */
public interface HeldState {
  /** Returns the kinds that the service holds. */
  Set<StateKind> kinds();

  /**
   * Tells the versions that are held of an organization, each id once for each kind.
   *
   * @param seen is called by one thread at a time
   * @return false if the service owns the organizations, and has none with that id
   */
  Uni<Boolean> each(String organization, Seen seen);

  /** Takes the version of an id. */
  @FunctionalInterface
  interface Seen {
    void held(StateKind kind, String id, long version);
  }
}
