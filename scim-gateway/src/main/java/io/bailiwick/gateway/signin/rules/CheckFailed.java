package io.bailiwick.gateway.signin.rules;

/** A sign-in that is over because a check failed; carries which one to the edge. */
public final class CheckFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final SignInCheck check;

  /**
   * A failed check.
   *
   * @param detail more for the administrator, without anything of the person; may be empty
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

  /** More for the administrator. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
