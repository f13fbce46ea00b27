package io.bailiwick.enforcer.decision;

import java.util.Optional;

/** What a rule says about a question: a decision, or that the next rule shall say. */
public sealed interface Outcome permits Decision, Outcome.Undecided {

  /** Returns the deny of a violation, or that the rule holds. */
  static Outcome of(Optional<Decision.Deny> violation) {
    return violation.isPresent() ? violation.get() : Undecided.PASSED;
  }

  /** Returns its word in an explanation. */
  default String word() {
    return switch (this) {
      case Decision.Allow _ -> "allowed";
      case Decision.Deny _ -> "denied";
      case Undecided.PASSED -> "passed";
      case Undecided.NOT_APPLICABLE -> "not_applicable";
    };
  }

  /** The outcomes that leave the decision to the next rule. */
  enum Undecided implements Outcome {
    /** The rule is about the question, and holds. */
    PASSED,
    /** The rule is about questions of another kind. */
    NOT_APPLICABLE
  }
}
