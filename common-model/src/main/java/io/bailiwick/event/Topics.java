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
}
