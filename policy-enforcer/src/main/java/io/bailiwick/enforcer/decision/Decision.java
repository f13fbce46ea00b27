package io.bailiwick.enforcer.decision;

/** The answer to a check. */
public sealed interface Decision {
  Reason reason();

  /** The rule that decided, in words for the administrator. */
  String rule();

  /** Allowed. */
  record Allow(Reason reason, String rule) implements Decision {}

  /**
   * Denied.
   *
   * @param remedy what would make it allowed, in words for the administrator
   * @param signInHelps whether it is another sign-in of the person that would
   */
  record Deny(Reason reason, String rule, String remedy, boolean signInHelps) implements Decision {

    /** A deny that a sign-in lifts if its reason is about one. */
    public Deny(Reason reason, String rule, String remedy) {
      this(reason, rule, remedy, reason.isAboutSignIn());
    }
  }
}
