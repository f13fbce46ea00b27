package io.bailiwick.gateway.revocations;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a follower has received: everything that the snapshot {@code from} sees. A snapshot is the
 * text of PostgreSQL's type {@code pg_snapshot}. All replicas read the same table, so a position of
 * one is a position of all.
 *
 * @param to the snapshot up to which pages are being sent; empty between such rounds
 * @param after the id of the last row that was sent in this round
 */
record Position(String from, Optional<String> to, long after) {
  /** A snapshot that sees nothing: everything that waits for Kafka is sent. */
  static final Position BEGINNING = of("1:1:");

  private static final Pattern SNAPSHOT =
      Pattern.compile("(\\d{1,18}):(\\d{1,18}):((?:\\d{1,18}(?:,\\d{1,18}){0,999})?)");

  static Position of(String snapshot) {
    return new Position(snapshot, Optional.empty(), 0);
  }

  /**
   * Returns the position of a header {@code Last-Event-ID}; the beginning if it is none, because
   * events that come again are harmless.
   */
  static Position ofLastEvent(Optional<String> id) {
    return id.filter(Position::isSnapshot).map(Position::of).orElse(BEGINNING);
  }

  private static boolean isSnapshot(String text) {
    Matcher parts = SNAPSHOT.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    long next = Long.parseLong(parts.group(1));
    long end = Long.parseLong(parts.group(2));
    if (next < 1 || end < next) {
      return false;
    }
    for (String running : parts.group(3).isEmpty() ? new String[0] : parts.group(3).split(",")) {
      long one = Long.parseLong(running);
      if (one < next || one >= end) {
        return false;
      }
      next = one + 1;
    }
    return true;
  }

  /**
   * Returns where to begin at a snapshot of now. A position of the future is one of another
   * database, and says nothing.
   */
  Position within(String now) {
    return end(from) > end(now) ? BEGINNING : this;
  }

  private static long end(String snapshot) {
    return Long.parseLong(snapshot.split(":", -1)[1]);
  }

  /** Returns the snapshot up to which the next page is read. */
  String target(String now) {
    return to.orElse(now);
  }

  /** Returns the position after a page with more behind it. */
  Position within(String target, long last) {
    return new Position(from, Optional.of(target), last);
  }
}
