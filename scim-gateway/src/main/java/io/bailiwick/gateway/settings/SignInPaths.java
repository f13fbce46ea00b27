package io.bailiwick.gateway.settings;

import java.util.regex.Pattern;

/**
 * The paths of sign-in and of the OpenID provider. Browsers, services and identity providers send
 * forms there before it is known who they are.
 */
public final class SignInPaths {
  /** The first segments of the paths, as alternatives of a regular expression. */
  public static final String SEGMENTS = "sso|oauth2";

  private static final Pattern BELOW = Pattern.compile("/(" + SEGMENTS + ")/");

  private SignInPaths() {}

  /** Tells whether a path is below one of the segments. */
  public static boolean contain(String path) {
    return BELOW.matcher(path).lookingAt();
  }
}
