package io.bailiwick.model;

/** What happens when the last administrator of an organization would cease to be one. */
public enum LastAdmin {
  /** The identity provider's word counts; the break-glass owner remains. */
  ACCEPT,
  /** The change is refused before anything is written. */
  PROTECT_LAST_ADMIN
}
