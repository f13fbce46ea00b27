package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.secrets.OpaqueToken;
import java.util.Optional;

/** The result of a successful sign-in. */
public sealed interface SignInResult {
  /**
   * The sign-in created a session; holds its cookie and the platform's request that waited for it.
   */
  record SignedIn(OpaqueToken cookie, Optional<String> request) implements SignInResult {}

  /** The test sign-in stored the provider's claims. */
  record Tested(String connection) implements SignInResult {}
}
