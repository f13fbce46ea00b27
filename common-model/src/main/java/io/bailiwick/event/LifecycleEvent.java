package io.bailiwick.event;

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

  @Override
  default Optional<String> organizationId() {
    return Optional.of(organization());
  }

  @Override
  default String eventId() {
    return key() + "/" + version();
  }
}
