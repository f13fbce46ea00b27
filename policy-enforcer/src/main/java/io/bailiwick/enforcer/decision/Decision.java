package io.bailiwick.enforcer.decision;

/** The answer to a check. */
public sealed interface Decision extends Outcome {

  /** Returns the rule that decided. */
  Rule by();

  Reason reason();

  /** Returns the rule that decided and where it applied, in words for the administrator. */
  String words();

  /** Returns whether it was made for a break-glass account as such. */
  boolean breakGlass();

  /** Returns the same decision, made for a break-glass account as such. */
  Decision forBreakGlass();

  /** Allowed. */
  record Allow(Rule by, Reason reason, String words, boolean breakGlass) implements Decision {

    /** Creates an allow for an account of any other kind. */
    public Allow(Rule by, Reason reason, String words) {
      this(by, reason, words, false);
    }

    @Override
    public Allow forBreakGlass() {
      return new Allow(by, reason, "break-glass, " + words, true);
    }
  }

  /**
   * Denied.
   *
   * @param remedy the change that would lead to an allow
   * @param signInHelps whether that change is another sign-in of the person
   */
  record Deny(
      Rule by, Reason reason, String words, Remedy remedy, boolean signInHelps, boolean breakGlass)
      implements Decision {

    /** Creates a deny that a sign-in lifts if its reason is about one. */
    public Deny(Rule by, Reason reason, String words, Remedy remedy) {
      this(by, reason, words, remedy, reason.isAboutSignIn(), false);
    }

    /** Creates a deny of a rule that applies everywhere alike. */
    public Deny(Rule by, Reason reason, Remedy.Need need) {
      this(by, reason, by.code(), need.remedy());
    }

    @Override
    public Deny forBreakGlass() {
      return new Deny(by, reason, "break-glass, " + words, remedy, signInHelps, true);
    }
  }
}
