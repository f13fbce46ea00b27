package io.bailiwick.gateway.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a platform client was given in a session: a code or a refresh token. It dies with the
 * session.
 *
 * @param family names a code and all refresh tokens that follow it; families of a session are
 *     ordered by time
 * @param usedAt when it was used up; a code and a public client's refresh token count once
 * @param successor the refresh token that followed it, sealed
 */
public record Grant(
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
   * For how long a used refresh token gives its successor once more: two tabs refresh at once, and
   * an answer that was lost is asked for again.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Whether it was given to a client. */
  public boolean isOf(String who, Kind what) {
    return client.equals(who) && kind == what;
  }

  /** Whether it was used up, and may still give its successor once more. */
  public boolean isInGrace(Instant now) {
    return successor.isPresent()
        && usedAt.filter(used -> now.isBefore(used.plus(GRACE))).isPresent();
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
