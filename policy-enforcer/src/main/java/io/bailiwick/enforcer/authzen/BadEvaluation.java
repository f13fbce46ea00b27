package io.bailiwick.enforcer.authzen;

/** A request that is not an access evaluation; the message names the member and no value. */
final class BadEvaluation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  BadEvaluation(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  @Override
  public String getMessage() {
    return why;
  }
}
