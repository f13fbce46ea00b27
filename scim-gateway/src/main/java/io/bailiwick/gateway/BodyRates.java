package io.bailiwick.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * Limits the bytes of large bodies that a caller sends in a second. A body of several megabytes
 * becomes a tree twenty times as large. A few in a row would keep the garbage collector busy, and
 * so delay all organizations.
 */
final class BodyRates {
  /** The size of a large body; bulk requests of a thousand deactivations are smaller. */
  static final long LARGE = 1 << 20;

  static final long PER_SECOND = 4 << 20;
  static final long AT_ONCE = 24 << 20;

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Cache<String, Bucket> callers =
      Caffeine.newBuilder().expireAfterAccess(IDLE).maximumSize(100_000).build();
  private final TimeMeter clock;

  BodyRates(TimeMeter clock) {
    this.clock = clock;
  }

  /** Tells whether a caller may send a body of so many bytes now. */
  boolean admits(String caller, long size) {
    return size <= LARGE || callers.get(caller, first -> bucket()).tryConsume(size);
  }

  private Bucket bucket() {
    return Bucket.builder()
        .withCustomTimePrecision(clock)
        .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(PER_SECOND, Duration.ofSeconds(1)))
        .build();
  }
}
