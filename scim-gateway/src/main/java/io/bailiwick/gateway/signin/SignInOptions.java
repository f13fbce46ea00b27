package io.bailiwick.gateway.signin;

import java.util.Optional;

/**
 * The options of a sign-in.
 *
 * @param fresh whether the person must authenticate anew
 * @param maxAge the highest age of the person's authentication, in seconds
 * @param loginHint the expected person, in the identity provider's terms
 * @param request the platform's authorization request that waits for it, as a query string
 */
public record SignInOptions(
    boolean fresh, Optional<Integer> maxAge, Optional<String> loginHint, Optional<String> request) {
  public static final SignInOptions NONE =
      new SignInOptions(false, Optional.empty(), Optional.empty(), Optional.empty());
}
