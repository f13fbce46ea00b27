package io.bailiwick.model;

import java.time.Duration;

/**
 * The time limits for credentials that a session created: personal tokens, SSH keys, OAuth grants.
 *
 * @param maxAge the greatest age since creation, PT1H to P3650D
 * @param signInWithin the greatest age of the account's last sign-in, PT1H to P3650D
 */
public record CredentialSettings(Duration maxAge, Duration signInWithin) {
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  public static final CredentialSettings DEFAULT =
      new CredentialSettings(Duration.ofDays(90), Duration.ofDays(7));

  public CredentialSettings {
    within("credentials.maxAge", maxAge);
    within("credentials.signInWithin", signInWithin);
  }

  private static void within(String field, Duration value) {
    Required.present(field, value);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(field + " must be from PT1H to P3650D");
    }
  }
}
