package io.bailiwick.enforcer.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The reason of a decision, from a closed list that callers may switch on. */
public enum Reason {
  ALLOWED,
  NOT_MANAGED,
  UNKNOWN_SUBJECT,
  ACCOUNT_SUSPENDED,
  HANDLE_TAKEN,
  ACCOUNT_DEPROVISIONED,
  PUBLIC_CONTENT_FORBIDDEN,
  EXTERNAL_ORG_FORBIDDEN,
  EXTERNAL_COLLABORATION_FORBIDDEN,
  MANAGED_BY_IDP,
  SSO_REQUIRED,
  SSO_EXPIRED,
  SESSION_REVOKED,
  WRONG_IDP,
  ROLE_INSUFFICIENT,
  UNKNOWN_ACTION,
  INDETERMINATE,
  STALE_PROJECTION,
  INVALID_REQUEST,
  ERROR;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Returns the code on the wire: {@code sso_required}. */
  public String code() {
    return code;
  }

  /** Returns whether the person's sign-in is at fault, so that a new one usually lifts the deny. */
  boolean isAboutSignIn() {
    return switch (this) {
      case SSO_REQUIRED, SSO_EXPIRED, SESSION_REVOKED, WRONG_IDP -> true;
      default -> false;
    };
  }

  static Optional<Reason> coded(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code.equals(code)).findFirst();
  }
}
