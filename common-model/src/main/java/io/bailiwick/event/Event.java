package io.bailiwick.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A record of a topic: a change of state, a heartbeat, the announcement of an enforcer, a decision,
 * or an entry of the audit log.
 */
public sealed interface Event
    permits LifecycleEvent, Heartbeat, Announcement, DecisionEvent, AuditEvent {

  /** The type of the CloudEvent, from the closed list of {@link EventType}. */
  EventType type();

  /** The Kafka key and CloudEvents {@code subject}: the id of the thing that the event is about. */
  String key();

  /** The CloudEvents {@code id}; it stays the same when the event is sent again. */
  String eventId();

  /** The time of the change or heartbeat. */
  Instant time();

  /** The organization that the event belongs to; empty if it belongs to none. */
  Optional<String> organizationId();

  /** The JSON data: the state after the change, the decision, or the entry. */
  Object data();
}
