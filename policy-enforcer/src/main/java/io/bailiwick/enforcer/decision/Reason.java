package io.bailiwick.enforcer.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The reason of a decision, from a closed list that callers may switch on. */
public enum Reason {
  ALLOWED("This is allowed."),
  NOT_MANAGED("This account is not managed by an organization."),
  UNKNOWN_SUBJECT("Your account is not ready yet. Try again in a moment."),
  ACCOUNT_SUSPENDED("Your account is suspended. Ask your organization's administrator."),
  HANDLE_TAKEN(
      "Your account has no handle yet, because the one that your user name gives is taken. Ask your"
          + " organization's administrator."),
  ACCOUNT_DEPROVISIONED("Your account has been removed by your organization."),
  PUBLIC_CONTENT_FORBIDDEN(
      "Your account is managed by its organization and cannot make content public."),
  EXTERNAL_ORG_FORBIDDEN(
      "This is not possible across the border of an organization that manages its accounts."),
  EXTERNAL_COLLABORATION_FORBIDDEN(
      "Your account is managed by its organization and cannot be used for this outside of it. Use"
          + " a personal account for that."),
  MANAGED_BY_IDP("Your organization's identity provider decides this, not you."),
  SSO_REQUIRED("Sign in through your organization."),
  SSO_EXPIRED("Your sign-in has expired. Sign in through your organization again."),
  SESSION_REVOKED("Your session was ended. Sign in through your organization again."),
  WRONG_IDP("Sign in through the organization that manages your account."),
  ROLE_INSUFFICIENT("Your role in the organization does not allow this."),
  UNKNOWN_ACTION("This is not something that can be allowed."),
  INDETERMINATE("Your account's state is not clear at the moment. Try again later."),
  STALE_PROJECTION("Your account's state cannot be confirmed at the moment. Try again later."),
  INVALID_REQUEST("The request does not say enough to be allowed."),
  ERROR("Something went wrong. Try again later.");

  private final String text;
  private final String code;

  Reason(String text) {
    this.text = text;
    this.code = name().toLowerCase(Locale.ROOT);
  }

  /** Returns the code on the wire: {@code sso_required}. */
  public String code() {
    return code;
  }

  /** Returns the text for the person. */
  public String text() {
    return text;
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
