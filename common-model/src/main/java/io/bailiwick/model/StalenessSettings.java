package io.bailiwick.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The age of the known state up to which an organization's accounts are still allowed anything.
 *
 * @param denyAfter ISO-8601 duration of at least 10 seconds; empty for the operator's bound, which
 *     also applies if it is shorter
 */
public record StalenessSettings(Optional<Duration> denyAfter) {
  /** The shortest bound: several heartbeats may be late before accounts are denied. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  public static final StalenessSettings DEFAULT = new StalenessSettings(Optional.empty());

  public StalenessSettings {
    denyAfter = Required.orEmpty(denyAfter);
    if (denyAfter.filter(bound -> bound.compareTo(SHORTEST) < 0).isPresent()) {
      throw new IllegalArgumentException("staleness.denyAfter must be " + SHORTEST + " or more");
    }
  }

  /** Returns the bound that applies beside the operator's: the shorter of the two. */
  public Duration denyAfter(Duration operators) {
    return denyAfter.filter(own -> own.compareTo(operators) < 0).orElse(operators);
  }
}
