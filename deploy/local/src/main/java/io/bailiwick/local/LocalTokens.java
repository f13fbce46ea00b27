package io.bailiwick.local;

import io.bailiwick.embedded.TokenIssuer;
import java.time.Duration;

/** The tokens of callers from outside. */
record LocalTokens(TokenIssuer issuer) {
  private static final Duration TOKEN_LIFE = Duration.ofDays(30);

  /** Returns the operator's token, for the administration API. */
  String operator() {
    return issuer.token("local-operator", "bailiwick.operate", TOKEN_LIFE);
  }

  /** Returns a platform service's token, for the check, the accounts and the handles. */
  String service() {
    return issuer.token(
        "local-platform",
        "bailiwick.check bailiwick.check.explain bailiwick.check.search bailiwick.accounts.read"
            + " bailiwick.handles",
        TOKEN_LIFE);
  }
}
