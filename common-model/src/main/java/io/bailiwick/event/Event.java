package io.bailiwick.event;

import java.time.Instant;
import java.util.Optional;

/** Anything that travels on a topic: a change of state, or a heartbeat. */
public sealed interface Event permits LifecycleEvent, Heartbeat {

  /** The type of the CloudEvent; one closed list, see {@link EventType}. */
  EventType type();

  /** The Kafka key and CloudEvents {@code subject}: the id of what the event is about. */
  String key();

  /** The CloudEvents {@code id}: the same event has the same one, however often it is sent. */
  String eventId();

  /** When it happened. */
  Instant time();

  /** The tenant, where the event belongs to one. */
  Optional<String> organizationId();

  /** The JSON data: the state after the change. */
  Object data();
}
