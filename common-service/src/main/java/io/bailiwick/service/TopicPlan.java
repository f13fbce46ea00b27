package io.bailiwick.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The topics of a service; each service produces one such bean.
 *
 * @param owned those it alone writes, made by it where they are missing
 * @param parking those of records that it could not process, and of those to be tried again: made
 *     by it, not compacted
 * @param read those of others that it reads: waited for
 */
public record TopicPlan(List<Owned> owned, List<String> parking, List<String> read) {

  /**
   * A topic that a service alone writes: compacted.
   *
   * @param keptFor for how long a record counts at all; empty: for ever
   */
  public record Owned(String name, Optional<Duration> keptFor) {
    /** A topic whose newest record of each key is kept for ever. */
    public static Owned forEver(String name) {
      return new Owned(name, Optional.empty());
    }
  }
}
