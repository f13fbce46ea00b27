package io.bailiwick.model;

/** Why a claim has the value of an earlier sign-in, if it has one. */
public enum Kept {
  /** The provider did not state it, and {@link SignInSettings.AbsentClaim#KEEP} is set. */
  NOT_STATED,
  /** The provider says that it left it out because it is too long (Entra ID's overage). */
  OVERAGE,
  /** What the provider states cannot be read as values. */
  UNREADABLE
}
