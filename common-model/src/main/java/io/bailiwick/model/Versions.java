package io.bailiwick.model;

/** The versions of identities, accounts and organizations: 1, 2, 3 ... per id. */
public final class Versions {
  private static final long MOST_UNSEEN = 1_000_000;

  private Versions() {}

  /**
   * Returns whether a version can follow the newest known one. Nothing changes a million times
   * unnoticed. A record with such a version was not written by its service, and would win for ever.
   *
   * @param known the newest known version; 0 if there is none
   */
  public static boolean follows(long known, long version) {
    return version - known <= MOST_UNSEEN;
  }
}
