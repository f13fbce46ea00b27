package io.bailiwick.gateway.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import io.bailiwick.gateway.signin.CheckFailed;
import io.bailiwick.gateway.signin.ConnectionSettings;
import io.bailiwick.gateway.signin.SignInCheck;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * ID tokens (OIDC Core 1.0, section 3.1.3.7) and logout tokens (OIDC Back-Channel Logout 1.0,
 * section 2.6): signed with a public-key algorithm by a key that the provider publishes, from
 * exactly this issuer, for exactly this client.
 */
final class IdTokens {
  private static final int SKEW_SECONDS = 60;

  /** No {@code none} and no HMAC: a public key is nobody's secret. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private IdTokens() {}

  /**
   * The claims of an ID token.
   *
   * @throws CheckFailed naming the check
   */
  static JWTClaimsSet verify(JWT token, ConnectionSettings settings, JWKSet keys, String nonce) {
    IDTokenValidator validator =
        new IDTokenValidator(issuer(settings), client(settings), selector(keys), null);
    validator.setMaxClockSkew(SKEW_SECONDS);
    try {
      JWTClaimsSet claims = validator.validate(token, new Nonce(nonce)).toJWTClaimsSet();
      // The library looks at neither: who may use the token is us, and must be said if there are
      // others (OIDC Core 1.0, section 3.1.3.7, steps 4 and 5).
      Object party = claims.getClaim("azp");
      boolean ours = settings.clientId().equals(party);
      if (party == null ? claims.getAudience().size() > 1 : !ours) {
        throw new CheckFailed(SignInCheck.ID_TOKEN_AUDIENCE, "azp");
      }
      if (claims.getNotBeforeTime() != null
          && claims
              .getNotBeforeTime()
              .toInstant()
              .isAfter(Instant.now().plusSeconds(SKEW_SECONDS))) {
        throw new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED, "nbf");
      }
      return claims;
    } catch (BadJOSEException e) {
      throw new CheckFailed(whichCheck(token, settings, nonce));
    } catch (JOSEException | com.nimbusds.oauth2.sdk.ParseException e) {
      throw new CheckFailed(SignInCheck.ID_TOKEN);
    }
  }

  /**
   * Which check it was, found by looking again, for the administrator alone: the token is refused.
   */
  private static SignInCheck whichCheck(JWT token, ConnectionSettings settings, String nonce) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Optional<Date> expiry = Optional.ofNullable(claims.getExpirationTime());
      Instant past = Instant.now().minusSeconds(SKEW_SECONDS);
      if (!settings.issuer().toString().equals(claims.getIssuer())) {
        return SignInCheck.ID_TOKEN_ISSUER;
      }
      Object azp = claims.getClaim("azp");
      if (!claims.getAudience().contains(settings.clientId())
          || (azp != null && !azp.equals(settings.clientId()))) {
        return SignInCheck.ID_TOKEN_AUDIENCE;
      }
      if (!nonce.equals(claims.getClaim("nonce"))) {
        return SignInCheck.NONCE;
      }
      boolean early =
          Optional.ofNullable(claims.getIssueTime())
              .filter(at -> at.toInstant().isAfter(Instant.now().plusSeconds(SKEW_SECONDS)))
              .isPresent();
      return early || expiry.filter(at -> at.toInstant().isBefore(past)).isPresent()
          ? SignInCheck.ID_TOKEN_EXPIRED
          : SignInCheck.ID_TOKEN;
    } catch (ParseException malformed) {
      return SignInCheck.ID_TOKEN;
    }
  }

  /**
   * The claims of a logout token.
   *
   * @throws CheckFailed when it is none of this provider's
   */
  static LogoutTokenClaimsSet verifyLogout(JWT token, ConnectionSettings settings, JWKSet keys) {
    LogoutTokenValidator validator =
        new LogoutTokenValidator(issuer(settings), client(settings), false, selector(keys), null);
    try {
      LogoutTokenClaimsSet claims = validator.validate(token);
      Instant issued = claims.getIssueTime().toInstant();
      Instant now = Instant.now();
      // One from the future could be shown again when its jti has been forgotten.
      if (issued.isBefore(now.minus(Duration.ofMinutes(5)))
          || issued.isAfter(now.plusSeconds(SKEW_SECONDS))) {
        throw new CheckFailed(SignInCheck.ID_TOKEN_EXPIRED);
      }
      return claims;
    } catch (BadJOSEException | JOSEException e) {
      throw new CheckFailed(SignInCheck.ID_TOKEN);
    }
  }

  private static Issuer issuer(ConnectionSettings settings) {
    return new Issuer(settings.issuer());
  }

  private static ClientID client(ConnectionSettings settings) {
    return new ClientID(settings.clientId());
  }

  private static JWSVerificationKeySelector<SecurityContext> selector(JWKSet keys) {
    return new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys));
  }
}
