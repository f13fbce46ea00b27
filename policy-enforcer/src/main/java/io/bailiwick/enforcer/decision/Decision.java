package io.bailiwick.enforcer.decision;

/** The answer to a check. */
public sealed interface Decision {
  Reason reason();

  /** Returns the rule that decided, in words for the administrator. */
  String rule();

  /** Returns whether it was made for a break-glass account as such. */
  boolean breakGlass();

  /** Allowed. */
  record Allow(Reason reason, String rule, boolean breakGlass) implements Decision {

    /** Creates an allow for an account of any other kind. */
    public Allow(Reason reason, String rule) {
      this(reason, rule, false);
    }
  }

  /**
   * Denied.
   *
   * @param remedy the change that would lead to an allow, in words for the administrator
   * @param signInHelps whether that change is another sign-in of the person
   */
  record Deny(Reason reason, String rule, String remedy, boolean signInHelps, boolean breakGlass)
      implements Decision {

    /** Creates a deny that a sign-in lifts if its reason is about one. */
    public Deny(Reason reason, String rule, String remedy) {
      this(reason, rule, remedy, reason.isAboutSignIn(), false);
    }
  }
}
