package io.bailiwick.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One per partition and second from the writer of a topic: all that was committed before {@code
 * asOf} stands before this record. It tells a quiet topic from a dead one, and a topic that has
 * lost its records from a new one.
 *
 * @param keys how many keys the topic has at least, over all its partitions; empty for a topic
 *     whose records expire, and until the writer has counted
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
