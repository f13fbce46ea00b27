package io.bailiwick.worker.accounts;

import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in the feed of changes: the transaction of a change, and the account. One transaction
 * changes many accounts.
 */
record ChangePosition(long transaction, String id) {
  /** The position before all changes. */
  static final ChangePosition START = new ChangePosition(-1, "");

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\.([A-Za-z0-9_-]{1,64})");

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
    return new ChangePosition(Long.parseLong(parts.group(1)), parts.group(2));
  }

  String text() {
    return transaction + "." + id;
  }
}
