package io.bailiwick.model;

/** What the platform makes of an account. Only {@code ACTIVE} accounts may do anything. */
public enum AccountStatus {
  ACTIVE,
  /** The identity is inactive: handle, role and grants are kept for its return. */
  SUSPENDED,
  /** The identity was deleted: final; the handle stays reserved. */
  DEPROVISIONED,
  /** The handle was taken and the organization chose to be told rather than get a number. */
  HANDLE_TAKEN
}
