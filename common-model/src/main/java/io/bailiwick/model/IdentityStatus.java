package io.bailiwick.model;

/**
 * The status of a person's access. {@code DELETED} is final for the identity provider: only
 * administrators who restore a held deprovisioning bring the person back.
 */
public enum IdentityStatus {
  ACTIVE,
  /** The identity provider has deactivated the person. */
  INACTIVE,
  /** The operator has locked the account, regardless of the identity provider. */
  LOCKED,
  DELETED
}
