package io.bailiwick.event;

/** The names of the topics, each keyed by the id of what it holds and compacted. */
public final class Topics {
  public static final String IDENTITIES = "bailiwick.identities.v1";
  public static final String ACCOUNTS = "bailiwick.accounts.v1";
  public static final String ORGANIZATIONS = "bailiwick.organizations.v1";

  public static final String SESSIONS = "bailiwick.sessions.v1";

  private Topics() {}

  /** Where records of a topic go that cannot be processed; not compacted. */
  public static String deadLetters(String topic) {
    return topic + ".dlq";
  }

  // INVARIANT: parked records never go back to their own topic. Its compaction keeps the last
  // record of a key, so an old version would take the place of a newer one for good.
  /** Where parked records of a topic are sent to be tried again; not compacted. */
  public static String retries(String topic) {
    return topic + ".retry";
  }
}
