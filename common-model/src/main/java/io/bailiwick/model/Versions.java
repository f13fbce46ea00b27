package io.bailiwick.model;

/** Versions of identities, accounts and organizations: 1, 2, 3 ... per id. */
public final class Versions {
  private static final long MOST_UNSEEN = 1_000_000;

  private Versions() {}

  /**
   * Whether a version can come after the newest one that is known. Nothing changes a million times
   * unseen: a record that says so was not written by its service, and would count for ever.
   *
   * @param known 0 where nothing is known
   */
  public static boolean follows(long known, long version) {
    return version - known <= MOST_UNSEEN;
  }
}
