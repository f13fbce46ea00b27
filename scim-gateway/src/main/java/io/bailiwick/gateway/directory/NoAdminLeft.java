package io.bailiwick.gateway.directory;

/**
 * Rolls back a change of a group that would leave a protected organization without an
 * administrator. That shows only after the change is written.
 */
final class NoAdminLeft extends RuntimeException {
  private static final long serialVersionUID = 1;

  private NoAdminLeft() {
    super("no administrator is left", null, false, false);
  }

  /** Throws unless an administrator is left. */
  static void unless(boolean isLeft) {
    if (!isLeft) {
      throw new NoAdminLeft();
    }
  }
}
