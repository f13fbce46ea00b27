package io.bailiwick.model;

/** Whether a person has access. {@code DELETED} is final. */
public enum IdentityStatus {
  ACTIVE,
  /** The identity provider says no. */
  INACTIVE,
  /** An administrator holds it, whatever the identity provider says. */
  LOCKED,
  DELETED
}
