package io.bailiwick.event;

/**
 * The names of the topics. Those of state are compacted, and keyed by the id of the thing in their
 * records.
 */
public final class Topics {
  public static final String IDENTITIES = "bailiwick.identities.v1";
  public static final String ACCOUNTS = "bailiwick.accounts.v1";
  public static final String ORGANIZATIONS = "bailiwick.organizations.v1";

  public static final String SESSIONS = "bailiwick.sessions.v1";

  /**
   * The topic on which enforcers announce themselves. It is not compacted, and has one partition,
   * because the order of all its records counts.
   */
  public static final String ENFORCERS = "bailiwick.enforcers.v1";

  /** The decision log: records of what happened, not state, so it is not compacted. */
  public static final String DECISIONS = "bailiwick.decisions.v1";

  /** The audit log: records of what happened, not state, so it is not compacted. */
  public static final String AUDIT = "bailiwick.audit.v1";

  private Topics() {}

  /** Returns the topic for records that cannot be processed; it is not compacted. */
  public static String deadLetters(String topic) {
    return topic + ".dlq";
  }

  // INVARIANT: parked records never go back to their own topic. Its compaction keeps the last
  // record of a key, so an old version would replace a newer one for good.
  /**
   * Returns the topic to which parked records are sent for another attempt; it is not compacted.
   */
  public static String retries(String topic) {
    return topic + ".retry";
  }
}
