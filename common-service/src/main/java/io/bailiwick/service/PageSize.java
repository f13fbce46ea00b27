package io.bailiwick.service;

import org.jspecify.annotations.Nullable;

/** The query parameter {@code limit} of lists. */
public final class PageSize {
  /** The size of a page if the caller does not give one. */
  public static final int DEFAULT = 100;

  /** The greatest size of a page. */
  public static final int MOST = 1000;

  private PageSize() {}

  /**
   * Returns the size that a caller asks for.
   *
   * @throws Refusal 400 if it is not a number from 1 to {@link #MOST}
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
      // rejected below
    }
    throw new Refusal(Problem.of(400, "limit", "limit must be a number from 1 to " + MOST + "."));
  }
}
