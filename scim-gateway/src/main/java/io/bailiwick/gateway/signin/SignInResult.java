package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.secrets.OpaqueToken;
import java.util.Optional;

/** How a sign-in ended well. */
public sealed interface SignInResult {
  /** With a session, and the platform's request that waited for it. */
  record SignedIn(OpaqueToken cookie, Optional<String> request) implements SignInResult {}

  /** With a look at the claims. */
  record Tested(String connection) implements SignInResult {}
}
