package io.bailiwick.enforcer.authzen;

/** A request that is not an access evaluation; the message names the member and no value. */
final class BadEvaluation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadEvaluation(String why) {
    super(why, null, false, false);
  }
}
