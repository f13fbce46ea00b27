package io.bailiwick.gateway.signin.rules;

/** Ends a sign-in because a check failed, and carries the check to the edge. */
public final class CheckFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final SignInCheck check;

  /**
   * Creates the failure of a check.
   *
   * @param detail more for the administrator, without any data of the person; may be empty
   */
  public CheckFailed(SignInCheck check, String detail) {
    super(detail, null, false, false);
    this.check = check;
  }

  public CheckFailed(SignInCheck check) {
    this(check, "");
  }

  public SignInCheck check() {
    return check;
  }

  /** Returns more for the administrator. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
