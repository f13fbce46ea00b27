package io.bailiwick.model;

/** The status of an account. Only {@code ACTIVE} accounts may do anything. */
public enum AccountStatus {
  ACTIVE,
  /** The identity is inactive. Handle, role and grants are kept in case it becomes active again. */
  SUSPENDED,
  /**
   * The identity was deleted. Only a restored deprovisioning ends this status, and the handle stays
   * reserved.
   */
  DEPROVISIONED,
  /** The handle was taken, and the organization chose an error instead of a numbered handle. */
  HANDLE_TAKEN;

  /** Returns the status of the account of an identity. */
  public static AccountStatus of(IdentityStatus identity, boolean hasHandle) {
    return switch (identity) {
      case DELETED -> DEPROVISIONED;
      case INACTIVE, LOCKED -> SUSPENDED;
      case ACTIVE -> hasHandle ? ACTIVE : HANDLE_TAKEN;
    };
  }
}
