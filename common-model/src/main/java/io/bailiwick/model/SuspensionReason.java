package io.bailiwick.model;

/** A reason why a person may not act. Each ends by its own source only. */
public enum SuspensionReason {
  /** The identity provider has deactivated the person. */
  DEACTIVATED,
  /** The operator has locked the account, regardless of the identity provider. */
  LOCKED,
  /** No handle is free for the account. */
  HANDLE_TAKEN
}
