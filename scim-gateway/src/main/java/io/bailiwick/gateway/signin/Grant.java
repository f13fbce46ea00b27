package io.bailiwick.gateway.signin;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a platform client was given in a session: a code or a refresh token. It dies with the
 * session.
 *
 * @param usedAt when it was used up or taken back; a code and a public client's refresh token count
 *     once
 */
public record Grant(
    String organization,
    String session,
    String client,
    Kind kind,
    Request request,
    Instant expiresAt,
    Optional<Instant> usedAt) {

  /** Whether it was given to a client. */
  public boolean isOf(String who, Kind what) {
    return client.equals(who) && kind == what;
  }

  /** What it is. */
  public enum Kind {
    AUTHORIZATION_CODE,
    REFRESH_TOKEN
  }

  /**
   * What was asked for.
   *
   * @param redirectUri where the code went, for it to be named again
   * @param codeChallenge the PKCE challenge (S256)
   */
  public record Request(
      Optional<String> redirectUri,
      Optional<String> codeChallenge,
      Optional<String> nonce,
      Set<String> scopes) {
    public Request {
      scopes = Set.copyOf(scopes);
    }
  }
}
