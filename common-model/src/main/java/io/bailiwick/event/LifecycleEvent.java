package io.bailiwick.event;

import java.util.Optional;

/**
 * A change, carrying the whole state after it, and that state's version.
 *
 * <p>Whoever consumes one applies it only if its version is newer than what it holds; that makes
 * replay, duplicates, reordering and compaction harmless.
 */
public sealed interface LifecycleEvent extends Event
    permits IdentityEvent, AccountEvent, OrganizationEvent, SessionEvent {

  /** The version of the state it carries: 1, 2, 3 ... per key. */
  long version();

  /** The organization that owns it. */
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
