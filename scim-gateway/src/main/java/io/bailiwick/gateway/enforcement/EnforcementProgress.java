package io.bailiwick.gateway.enforcement;

/**
 * The enforcers that have applied a change.
 *
 * @param applied the number of those that have
 * @param awaited the number of those that have not, but probably soon will
 * @param all the number of enforcers that may answer checks
 */
record EnforcementProgress(int applied, int awaited, int all) {
  /** Returns whether no enforcer allows what the change forbids. */
  boolean byAll() {
    return all > 0 && applied == all;
  }

  /** Returns whether further waiting is of no use. */
  boolean isSettled() {
    return all > 0 && awaited == 0;
  }

  /** Returns the value of the header {@code Bailiwick-Enforced}. */
  String text() {
    return byAll() ? "all" : applied + " of " + all;
  }
}
