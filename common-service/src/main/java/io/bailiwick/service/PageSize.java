package io.bailiwick.service;

import org.jspecify.annotations.Nullable;

/** The query parameter {@code limit} of lists. */
public final class PageSize {
  /** How many a page holds where the caller does not say. */
  public static final int DEFAULT = 100;

  /** How many a page holds at the most. */
  public static final int MOST = 1000;

  private PageSize() {}

  /**
   * The size that a caller asks for.
   *
   * @throws Refusal 400 when it is not a number from 1 to {@link #MOST}
   */
  public static int of(@Nullable String limit) {
    if (limit == null || limit.isEmpty()) {
      return DEFAULT;
    }
    try {
      int size = Integer.parseInt(limit);
      if (size >= 1 && size <= MOST) {
        return size;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new Refusal(Problem.of(400, "limit", "limit must be a number from 1 to " + MOST + "."));
  }
}
