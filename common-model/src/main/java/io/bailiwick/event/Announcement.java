package io.bailiwick.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A record with which an enforcer announces itself on {@link Topics#ENFORCERS}, before it answers
 * its first check and then about once a second.
 *
 * @param instance the running enforcer; a restarted one is another instance
 * @param at the time of the announcement by the enforcer's clock
 * @param appliedUntil the enforcer has applied everything that the gateway committed before this
 *     time, by the clock of the gateway's database
 * @param denyAfter the age of its data at which the enforcer denies all managed accounts
 * @param stopping whether the enforcer answers no more checks; its last announcement says so
 */
public record Announcement(
    String instance, Instant at, Instant appliedUntil, Duration denyAfter, boolean stopping)
    implements Event {

  private static final int LONGEST = 128;

  public Announcement {
    if (instance == null || instance.isEmpty() || instance.length() > LONGEST) {
      throw new IllegalArgumentException("instance is required, with at most 128 characters");
    }
    if (at == null || appliedUntil == null) {
      throw new IllegalArgumentException("at and appliedUntil are required");
    }
    if (denyAfter == null || denyAfter.isNegative()) {
      throw new IllegalArgumentException("denyAfter is required, and at least 0");
    }
  }

  @Override
  public EventType type() {
    return EventType.ENFORCER_ANNOUNCED;
  }

  @Override
  public String key() {
    return instance;
  }

  @Override
  public String eventId() {
    return instance + "/" + at;
  }

  @Override
  public Instant time() {
    return at;
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
