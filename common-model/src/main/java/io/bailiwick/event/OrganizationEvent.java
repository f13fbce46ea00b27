package io.bailiwick.event;

import io.bailiwick.model.Organization;
import java.time.Instant;

/** A change that an administrator made to an organization, on {@link Topics#ORGANIZATIONS}. */
public sealed interface OrganizationEvent extends LifecycleEvent {

  Organization state();

  record Created(Organization state) implements OrganizationEvent {}

  record Updated(Organization state) implements OrganizationEvent {}

  @Override
  default EventType type() {
    return switch (this) {
      case Created _ -> EventType.ORGANIZATION_CREATED;
      case Updated _ -> EventType.ORGANIZATION_UPDATED;
    };
  }

  @Override
  default String key() {
    return state().id();
  }

  @Override
  default long version() {
    return state().version();
  }

  @Override
  default String organization() {
    return state().id();
  }

  @Override
  default Instant time() {
    return state().changedAt();
  }

  @Override
  default Object data() {
    return state();
  }
}
