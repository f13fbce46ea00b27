package io.bailiwick.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The topics of a service; each service produces one such bean.
 *
 * @param owned the topics that it alone writes; it creates them if they are missing
 * @param parking the topics of records that it could not process, and of those to be retried; it
 *     creates them, and they are not compacted
 * @param read the topics of other services that it reads and waits for
 */
public record TopicPlan(List<Owned> owned, List<String> parking, List<String> read) {

  /**
   * A compacted topic that a single service writes.
   *
   * @param keptFor the time for which a record is valid; empty means for ever
   */
  public record Owned(String name, Optional<Duration> keptFor) {
    /** Returns a topic that keeps the newest record of each key for ever. */
    public static Owned forEver(String name) {
      return new Owned(name, Optional.empty());
    }
  }
}
