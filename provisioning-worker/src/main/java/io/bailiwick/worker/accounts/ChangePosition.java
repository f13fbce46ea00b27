package io.bailiwick.worker.accounts;

import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in the feed of changes: the database, the transaction of a change, and the account.
 * One transaction changes many accounts.
 */
record ChangePosition(String database, long transaction, String id) {
  /** The position before all changes. */
  static final ChangePosition START = new ChangePosition("", -1, "");

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{1,32})\\.([0-9]{1,18})\\.([A-Za-z0-9_-]{1,64})");

  /**
   * Reads a position that the feed has given out; the start if there is none.
   *
   * @throws Refusal 400 if the text is no position
   */
  static ChangePosition of(@Nullable String after) {
    if (after == null || after.isEmpty()) {
      return START;
    }
    Matcher parts = TEXT.matcher(after);
    if (!parts.matches()) {
      throw new Refusal(Problem.of(400, "after", "after must be the next of an earlier answer."));
    }
    return new ChangePosition(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3));
  }

  /**
   * Requires that the feed of this database has given the position out. Another database counts
   * other transactions, and one that was restored to an earlier time has lost the latest ones.
   *
   * @throws Refusal 410 if it has not
   */
  void requireOf(Feed feed) {
    if (transaction >= 0 && !(database.equals(feed.database) && transaction < feed.next)) {
      throw new Refusal(
          Problem.of(
              410,
              "after",
              "after is a position of another database, or of a time before a restore."
                  + " Begin without after."));
    }
  }

  String text() {
    return database + "." + transaction + "." + id;
  }

  /**
   * The state of the feed.
   *
   * @param database identifies the PostgreSQL cluster and the database in it
   * @param next the number of the next transaction
   */
  record Feed(String database, long next) {}
}
