package io.bailiwick.outbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times as PostgreSQL keeps them, in microseconds: an answer or event must have the same time as a
 * later read of the row.
 */
public final class StoredTime {
  private StoredTime() {}

  /** Returns the present time of this machine. */
  public static Instant now() {
    return of(Instant.now());
  }

  /** Returns a time without the part that is not kept. */
  public static Instant of(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }
}
