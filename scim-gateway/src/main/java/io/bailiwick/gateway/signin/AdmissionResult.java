package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.signin.rules.SignInCheck;

/**
 * The result of a sign-in.
 *
 * @param <T> the type of the value that was created with it
 */
sealed interface AdmissionResult<T> {
  /** The person was admitted. */
  record Admitted<T>(Outcome.Granted outcome, T made) implements AdmissionResult<T> {}

  /** The person was not admitted, and nothing was written. */
  record Refused<T>(Admission.Refused refusal) implements AdmissionResult<T> {}

  /** Returns the check of a sign-in that a refusal of the directory fails. */
  static SignInCheck check(Admission.Refusal refusal) {
    return switch (refusal) {
      case ORGANIZATION_LOCKED_DOWN -> SignInCheck.ORGANIZATION_LOCKED_DOWN;
      case LOCKED -> SignInCheck.LOCKED;
      case DEACTIVATED -> SignInCheck.DEACTIVATED;
      case DELETED -> SignInCheck.DELETED;
      case NOT_PROVISIONED -> SignInCheck.NOT_PROVISIONED;
      case ATTRIBUTES_MISSING -> SignInCheck.ATTRIBUTES_MISSING;
      case ATTRIBUTES_INVALID -> SignInCheck.ATTRIBUTES_INVALID;
      case USER_NAME_MISSING -> SignInCheck.USER_NAME_MISSING;
      case GROUP_REQUIRED -> SignInCheck.GROUP_REQUIRED;
      case USER_NAME_TAKEN -> SignInCheck.USER_NAME_TAKEN;
      case EMAIL_TAKEN -> SignInCheck.EMAIL_TAKEN;
      case LAST_ADMIN -> SignInCheck.LAST_ADMIN;
      case QUOTA_REACHED -> SignInCheck.QUOTA_REACHED;
    };
  }
}
