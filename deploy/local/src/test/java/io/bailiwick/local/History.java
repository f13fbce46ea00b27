package io.bailiwick.local;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What writers asked for and checkers were answered while things broke, and what is there at the
 * end; {@link HistoryChecker} judges it. All times are {@link System#nanoTime} of one process.
 */
final class History {
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Check> checks = new ConcurrentLinkedQueue<>();
  private final Queue<String> oddities = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  void add(Write write) {
    writes.add(write);
  }

  void add(Check check) {
    checks.add(check);
  }

  /** An answer that no failure of a server excuses. */
  void odd(String what) {
    oddities.add(what);
  }

  /** An answer that a server's failure excuses, or none. */
  void failed(String what) {
    failures.add(what);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The writes of one person in the order in which they were made. */
  List<Write> writes() {
    return List.copyOf(writes);
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  List<String> oddities() {
    return List.copyOf(oddities);
  }

  long count(Outcome outcome) {
    return writes.stream().filter(write -> write.outcome() == outcome).count();
  }

  /** What the answer to a write says of its effect. */
  enum Outcome {
    /** It has happened. */
    ACKNOWLEDGED,
    /** It has not happened. */
    REFUSED,
    /** Nobody knows: there was no answer, or it said that something is broken. */
    UNKNOWN
  }

  /**
   * How a person stands. Every write states all of it, so that the state at the end names its
   * write.
   *
   * @param stamp the number of the write among those of the person
   */
  record State(boolean exists, boolean active, String role, int stamp) {
    static final State ABSENT = new State(false, false, "", 0);

    State {
      if (!exists && (active || !role.isEmpty() || stamp != 0)) {
        throw new IllegalArgumentException("nobody has no state");
      }
    }
  }

  /**
   * A write of one person; a person's next one begins after its answer.
   *
   * @param id empty while no answer has told it
   * @param leaves how the person stands afterwards, if it happens
   * @param version of the user afterwards; 0 where the answer does not say
   */
  record Write(
      String person,
      String id,
      State leaves,
      long began,
      long answered,
      Outcome outcome,
      long version) {}

  /**
   * An answer of the enforcer.
   *
   * @param stale whether it said that it is from an old projection
   * @param version of the identity that it was made with; 0 where it does not say
   */
  record Check(
      String id, long began, long answered, boolean allowed, boolean stale, long version) {}

  /**
   * What is there when all is quiet again.
   *
   * @param users all that the gateway has
   * @param accounts all that the worker has, by their ids
   * @param allowed what the enforcer answers of each id that was ever known
   */
  record End(List<User> users, Map<String, Account> accounts, Map<String, Boolean> allowed) {
    End {
      users = List.copyOf(users);
      accounts = Map.copyOf(accounts);
      allowed = Map.copyOf(allowed);
    }
  }

  /** A user of the gateway; of people without writes the state does not count. */
  record User(String person, String id, State state, long version) {}

  /** An account of the worker. */
  record Account(String status, String role, String handle) {}
}
