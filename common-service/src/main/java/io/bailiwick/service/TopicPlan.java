package io.bailiwick.service;

import io.bailiwick.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The topics of a service; each service produces one such bean.
 *
 * @param owned the topics that it alone writes; it creates them if they are missing
 * @param parking the topics of records that it could not process, and of those to be retried; it
 *     creates them, and they are not compacted
 * @param passing the topics whose records are soon of no use; it creates them, with one partition
 * @param shared the topics that several services write, without heartbeats; it creates them
 * @param read the topics of other services that it reads and waits for
 */
public record TopicPlan(
    List<Owned> owned,
    List<String> parking,
    List<Passing> passing,
    List<Owned> shared,
    List<String> read) {

  /**
   * The time for which a topic keeps parked records, and those to be retried. The worker's list
   * keeps a parked record until an operator has resolved it.
   */
  public static final Duration PARKED_FOR = Duration.ofDays(30);

  /** Returns the plan of a service without passing topics. */
  public TopicPlan(List<Owned> owned, List<String> parking, List<String> read) {
    this(owned, parking, List.of(), List.of(), read);
  }

  /** Returns the plan of a service that shares no topic. */
  public TopicPlan(
      List<Owned> owned, List<String> parking, List<Passing> passing, List<String> read) {
    this(owned, parking, passing, List.of(), read);
  }

  /**
   * A topic with one partition, in which all records have one order.
   *
   * @param keptFor the time after which a record may be deleted
   */
  public record Passing(String name, Duration keptFor) {
    private static final Duration UNTIL_ALL_HAVE_READ_IT = Duration.ofHours(1);

    /**
     * Returns the topic of the enforcers' announcements, which both their writers and their readers
     * create.
     *
     * @param denyAfter the time for which a silent enforcer may answer
     */
    public static Passing ofEnforcers(Duration denyAfter) {
      return new Passing(Topics.ENFORCERS, denyAfter.plus(UNTIL_ALL_HAVE_READ_IT));
    }
  }

  /**
   * A topic that a single service writes.
   *
   * @param keptFor the time for which a record is valid; empty means for ever
   * @param compacted whether only the newest record of each key is kept
   */
  public record Owned(String name, Optional<Duration> keptFor, boolean compacted) {
    private static final Duration AUDIT_KEPT_FOR = Duration.ofDays(30);

    /** Returns a topic that keeps the newest record of each key for ever. */
    public static Owned forEver(String name) {
      return new Owned(name, Optional.empty(), true);
    }

    /** Returns a topic that keeps the newest record of each key for some time. */
    public static Owned newest(String name, Duration keptFor) {
      return new Owned(name, Optional.of(keptFor), true);
    }

    /**
     * Returns the topic of the audit log, which every service with a database writes. The worker
     * keeps its records for longer.
     */
    public static Owned audit() {
      return every(Topics.AUDIT, AUDIT_KEPT_FOR);
    }

    /** Returns a topic that keeps every record for some time. */
    public static Owned every(String name, Duration keptFor) {
      return new Owned(name, Optional.of(keptFor), false);
    }
  }
}
