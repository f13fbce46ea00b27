package io.bailiwick.gateway.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A platform client's code or refresh token from a session. It ends with the session.
 *
 * @param family the name of a code and all refresh tokens that follow it; the names of a session's
 *     families are ordered by time
 * @param usedAt the time of its use; a code and a public client's refresh token work once
 * @param successor the refresh token that followed it, encrypted
 */
record Grant(
    String organization,
    String session,
    String client,
    String family,
    Kind kind,
    Request request,
    Instant expiresAt,
    Optional<Instant> usedAt,
    Optional<byte[]> successor) {

  /**
   * The time for which a used refresh token gives its successor once more. Two tabs may refresh at
   * once, and a client asks again if an answer was lost.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Tells whether it was issued to a client and is of a kind. */
  public boolean isOf(String who, Kind what) {
    return client.equals(who) && kind == what;
  }

  /** Tells whether it was used, and may still give its successor once more. */
  public boolean isInGrace(Instant now) {
    return successor.isPresent()
        && usedAt.filter(used -> now.isBefore(used.plus(GRACE))).isPresent();
  }

  /** The kind of an authorization grant. */
  public enum Kind {
    AUTHORIZATION_CODE,
    REFRESH_TOKEN
  }

  /**
   * The request that led to a grant.
   *
   * @param redirectUri the address that the code was sent to; the client has to name it again
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
