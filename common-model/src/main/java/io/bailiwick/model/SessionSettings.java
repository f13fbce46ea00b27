package io.bailiwick.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time limits of sign-ins and sessions.
 *
 * @param lifetime ISO-8601 duration from 5 minutes to 90 days, counted from the authentication
 * @param idle ISO-8601 duration from 5 minutes to 90 days; a session that is unused for this time
 *     ends
 * @param notBefore authentications of all members before this instant are invalid
 */
public record SessionSettings(Duration lifetime, Duration idle, Optional<Instant> notBefore) {
  private static final Duration DEFAULT_IDLE = Duration.ofDays(1);

  public static final SessionSettings DEFAULT =
      new SessionSettings(Duration.ofDays(7), DEFAULT_IDLE, Optional.empty());

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  public SessionSettings {
    Required.present("sessions.lifetime", lifetime);
    idle = idle == null ? DEFAULT_IDLE : idle;
    notBefore = Required.orEmpty(notBefore);
    within("sessions.lifetime", lifetime);
    within("sessions.idle", idle);
    if (notBefore.filter(at -> at.isBefore(EARLIEST) || at.isAfter(LATEST)).isPresent()) {
      throw new IllegalArgumentException("sessions.notBefore must be a date-time of this century");
    }
  }

  private static void within(String field, Duration value) {
    if (value.compareTo(Duration.ofMinutes(5)) < 0 || value.compareTo(Duration.ofDays(90)) > 0) {
      throw new IllegalArgumentException(field + " must be from PT5M to P90D");
    }
  }
}
