package io.bailiwick.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that the writer of a topic sends to each partition once a second: everything committed
 * before {@code asOf} precedes it. It distinguishes a quiet topic from a dead one, and a topic that
 * has lost its records from a new one.
 *
 * @param keys the least number of keys in all partitions of the topic; empty if its records expire,
 *     and until the writer has counted
 */
public record Heartbeat(int partition, Instant asOf, Optional<Long> keys) implements Event {

  public Heartbeat {
    keys = keys == null ? Optional.empty() : keys;
    if (asOf == null) {
      throw new IllegalArgumentException("asOf is required");
    }
  }

  @Override
  public EventType type() {
    return EventType.HEARTBEAT;
  }

  @Override
  public String key() {
    return "heartbeat-" + partition;
  }

  @Override
  public String eventId() {
    return key() + "/" + asOf;
  }

  @Override
  public Instant time() {
    return asOf;
  }

  @Override
  public Optional<String> organizationId() {
    return Optional.empty();
  }

  @Override
  public Object data() {
    return this;
  }
}
