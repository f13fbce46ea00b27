package io.bailiwick.model;

/** The reason why a claim keeps the value of an earlier sign-in. */
public enum Kept {
  /** The provider did not state the claim, and {@link SignInSettings.AbsentClaim#KEEP} is set. */
  NOT_STATED,
  /** The provider says that it omitted the claim because it is too long (Entra ID's overage). */
  OVERAGE,
  /** The claim that the provider states cannot be read as values. */
  UNREADABLE
}
