package io.bailiwick.event;

import io.bailiwick.model.Revision;
import java.util.Optional;

/**
 * A change with the whole state after it, and the version of that state.
 *
 * <p>A consumer applies an event only if its version is newer than the one that it has. This makes
 * replay, duplicates, reordering and compaction harmless.
 */
public sealed interface LifecycleEvent extends Event
    permits IdentityEvent, AccountEvent, OrganizationEvent, SessionEvent {

  /** The version of the state in this event: 1, 2, 3 ... per key. */
  long version();

  /** The organization that owns the thing that changed. */
  String organization();

  /** Returns the revision of that state, for which a check can wait. */
  default Revision revision() {
    Revision.Kind kind =
        switch (this) {
          case IdentityEvent _ -> Revision.Kind.IDENTITY;
          case AccountEvent _ -> Revision.Kind.ACCOUNT;
          case OrganizationEvent _ -> Revision.Kind.ORGANIZATION;
          case SessionEvent _ -> Revision.Kind.SESSION;
        };
    return new Revision(kind, key(), version());
  }

  @Override
  default Optional<String> organizationId() {
    return Optional.of(organization());
  }

  @Override
  default String eventId() {
    return key() + "/" + version();
  }
}
