package io.bailiwick.model;

/** The actions for which a managed account needs a session of its organization. */
public enum Enforcement {
  /** All actions, wherever they happen. */
  GLOBAL,
  /** All actions but one: reading or using content elsewhere that is public. */
  ORGANIZATION
}
