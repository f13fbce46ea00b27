package io.bailiwick.event;

import io.bailiwick.model.Identity;
import java.time.Instant;

/** A change that the identity provider made to a person, on {@link Topics#IDENTITIES}. */
public sealed interface IdentityEvent extends LifecycleEvent {

  Identity identity();

  record Created(Identity identity) implements IdentityEvent {}

  record Updated(Identity identity) implements IdentityEvent {}

  record Deactivated(Identity identity) implements IdentityEvent {}

  record Reactivated(Identity identity) implements IdentityEvent {}

  record Deleted(Identity identity) implements IdentityEvent {}

  @Override
  default EventType type() {
    return switch (this) {
      case Created _ -> EventType.IDENTITY_CREATED;
      case Updated _ -> EventType.IDENTITY_UPDATED;
      case Deactivated _ -> EventType.IDENTITY_DEACTIVATED;
      case Reactivated _ -> EventType.IDENTITY_REACTIVATED;
      case Deleted _ -> EventType.IDENTITY_DELETED;
    };
  }

  @Override
  default String key() {
    return identity().id();
  }

  @Override
  default long version() {
    return identity().version();
  }

  @Override
  default String organization() {
    return identity().organization();
  }

  @Override
  default Instant time() {
    return identity().changedAt();
  }

  @Override
  default Object data() {
    return identity();
  }
}
