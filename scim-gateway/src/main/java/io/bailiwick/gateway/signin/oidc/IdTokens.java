package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenClaimsVerifier;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the claims of ID tokens (OIDC Core 1.0, section 3.1.3.7) and logout tokens (OIDC
 * Back-Channel Logout 1.0, section 2.6). They must state exactly this issuer, exactly this client
 * and a valid time. The claims do not count until {@link TokenSignature} has verified the token
 * too.
 */
final class IdTokens {
  private static final int SKEW_SECONDS = 60;

  private IdTokens() {}

  /**
   * Returns the claims of an ID token.
   *
   * @throws CheckFailed naming the check
   */
  static JWTClaimsSet check(JWT token, ConnectionSettings settings, String nonce) {
    JWTClaimsSet claims = claims(token);
    try {
      new IDTokenClaimsVerifier(issuer(settings), client(settings), new Nonce(nonce), SKEW_SECONDS)
          .verify(claims, null);
    } catch (BadJWTException e) {
      throw whichCheck(claims, settings, nonce);
    }
    // The library checks neither: this client must be the authorized party, and several audiences
    // require that claim (OIDC Core 1.0, section 3.1.3.7, steps 4 and 5).
    Object party = claims.getClaim("azp");
    boolean ours = settings.clientId().equals(party);
    if (party == null ? claims.getAudience().size() > 1 : !ours) {
      throw new CheckFailed(SignInCheck.ID_TOKEN_AUDIENCE, "azp");
    }
    if (isAhead(claims.getNotBeforeTime())) {
      throw new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED, "nbf");
    }
    return claims;
  }

  private static JWTClaimsSet claims(JWT token) {
    TokenClaims.of(token);
    try {
      return token.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new CheckFailed(SignInCheck.ID_TOKEN, "a claim of the token has the wrong type");
    }
  }

  private static boolean isAhead(@Nullable Date time) {
    return time != null && time.toInstant().isAfter(Instant.now().plusSeconds(SKEW_SECONDS));
  }

  /** Returns the check that the library reports as failed, for the administrator. */
  private static CheckFailed whichCheck(
      JWTClaimsSet claims, ConnectionSettings settings, String nonce) {
    if (!settings.issuer().toString().equals(claims.getIssuer())) {
      return new CheckFailed(SignInCheck.ID_TOKEN_ISSUER);
    }
    Object azp = claims.getClaim("azp");
    if (!claims.getAudience().contains(settings.clientId())
        || (azp != null && !azp.equals(settings.clientId()))) {
      return new CheckFailed(SignInCheck.ID_TOKEN_AUDIENCE);
    }
    Optional<String> missing =
        Stream.of("sub", "exp", "iat").filter(name -> claims.getClaim(name) == null).findFirst();
    if (missing.isPresent()) {
      return new CheckFailed(SignInCheck.ID_TOKEN, missing.get() + " is missing");
    }
    if (!nonce.equals(claims.getClaim("nonce"))) {
      return new CheckFailed(SignInCheck.NONCE);
    }
    if (isAhead(claims.getIssueTime())) {
      return new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED, "iat");
    }
    Instant past = Instant.now().minusSeconds(SKEW_SECONDS);
    return claims.getExpirationTime().toInstant().isBefore(past)
        ? new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED, "exp")
        : new CheckFailed(SignInCheck.ID_TOKEN);
  }

  /**
   * Returns the claims of a logout token.
   *
   * @throws CheckFailed if the token is not one of this provider's
   */
  static LogoutTokenClaimsSet checkLogout(JWT token, ConnectionSettings settings) {
    JWTClaimsSet claims = claims(token);
    try {
      new LogoutTokenClaimsVerifier(issuer(settings), client(settings)).verify(claims, null);
      Instant issued = claims.getIssueTime().toInstant();
      // A token from the future could be shown again after its jti has been forgotten.
      if (issued.isBefore(Instant.now().minus(Duration.ofMinutes(5)))
          || isAhead(claims.getIssueTime())) {
        throw new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED, "iat");
      }
      return new LogoutTokenClaimsSet(claims);
    } catch (BadJWTException | com.nimbusds.oauth2.sdk.ParseException e) {
      throw new CheckFailed(SignInCheck.ID_TOKEN, "a claim of a logout token is missing or wrong");
    }
  }

  private static Issuer issuer(ConnectionSettings settings) {
    return new Issuer(settings.issuer());
  }

  private static ClientID client(ConnectionSettings settings) {
    return new ClientID(settings.clientId());
  }
}
