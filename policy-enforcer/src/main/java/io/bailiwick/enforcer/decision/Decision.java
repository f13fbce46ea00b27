package io.bailiwick.enforcer.decision;

/** The answer to a check. */
public sealed interface Decision {
  Reason reason();

  /** The rule that decided, in words for the administrator. */
  String rule();

  /** Allowed. */
  record Allow(Reason reason, String rule) implements Decision {}

  /**
   * Denied.
   *
   * @param remedy what would make it allowed, in words for the administrator
   */
  record Deny(Reason reason, String rule, String remedy) implements Decision {}
}
