package io.bailiwick.gateway.directory.rules;

import java.time.Instant;

/** Breaks the rule on purpose: a rule that looks at the clock. */
public final class Planted {
  private Planted() {}

  static Instant now() {
    return Instant.now();
  }
}
