package io.bailiwick.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long a sign-in counts.
 *
 * @param lifetime ISO-8601 duration from 5 minutes to 90 days, absolute from the authentication on
 * @param notBefore authentications of anybody in the organization before this instant are void
 */
public record Sessions(Duration lifetime, Optional<Instant> notBefore) {
  public static final Sessions DEFAULT = new Sessions(Duration.ofDays(7), Optional.empty());

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  public Sessions {
    Required.present("sessions.lifetime", lifetime);
    if (lifetime.compareTo(Duration.ofMinutes(5)) < 0
        || lifetime.compareTo(Duration.ofDays(90)) > 0) {
      throw new IllegalArgumentException("sessions.lifetime must be from PT5M to P90D");
    }
    if (notBefore.filter(at -> at.isBefore(EARLIEST) || at.isAfter(LATEST)).isPresent()) {
      throw new IllegalArgumentException("sessions.notBefore must be a date-time of this century");
    }
  }
}
