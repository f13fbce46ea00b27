package io.bailiwick.gateway.platform;

import com.nimbusds.oauth2.sdk.ErrorObject;
import io.bailiwick.gateway.signin.LiveSession;
import java.time.Instant;
import java.util.Set;

/** The result of redeeming a code or a refresh token. */
sealed interface Redemption {
  /**
   * The grant is valid.
   *
   * @param live the session of the grant
   * @param scopes the scopes of the tokens
   * @param refreshToken the next refresh token
   * @param at the time, by the database's clock
   */
  record RedeemedGrant(
      LiveSession live, Grant grant, Set<String> scopes, String refreshToken, Instant at)
      implements Redemption {}

  /** The authorization grant is not valid. */
  record Refused(ErrorObject error) implements Redemption {}
}
