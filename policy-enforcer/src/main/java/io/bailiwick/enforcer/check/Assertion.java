package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Rule;
import io.bailiwick.model.Role;
import java.util.Optional;

/**
 * A decision that an organization expects.
 *
 * @param request the question; its session is that of a person who has just signed in
 * @param anyWith the role of the account, if the assertion is about no account in particular
 * @param allows whether an allow is expected
 */
public record Assertion(String name, CheckRequest request, Optional<Role> anyWith, boolean allows) {

  /**
   * Returns whether a decision is the expected one. A deny of a question that cannot be answered
   * proves nothing: a misspelled action is denied under all settings.
   */
  boolean holds(Decision decision) {
    return allows
        ? decision instanceof Decision.Allow
        : decision instanceof Decision.Deny && isAnswer(decision.reason());
  }

  private static boolean isAnswer(Reason reason) {
    return switch (reason) {
      case UNKNOWN_SUBJECT,
          UNKNOWN_ACTION,
          INVALID_REQUEST,
          INDETERMINATE,
          STALE_PROJECTION,
          ERROR ->
          false;
      default -> true;
    };
  }

  /**
   * An assertion that does not hold.
   *
   * @param reason the reason of the decision
   * @param rule the rule that decided
   * @param already whether it does not hold now either
   */
  public record Failure(String name, Reason reason, Rule rule, boolean already) {}
}
