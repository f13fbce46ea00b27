package io.bailiwick.model;

/** The treatment of a change that would leave an organization without an administrator. */
public enum LastAdmin {
  /** The change is accepted; the break-glass account remains. */
  ACCEPT,
  /** The change is rejected before anything is written. */
  PROTECT_LAST_ADMIN
}
