package io.bailiwick.gateway.platform;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.bailiwick.gateway.keys.SigningKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/** Verifies tokens that this service issued. */
@ApplicationScoped
class OwnTokens {
  private final SigningKeys keys;
  private final String issuer;

  OwnTokens(SigningKeys keys, PlatformTokens tokens) {
    this.keys = keys;
    this.issuer = tokens.issuer();
  }

  /** Returns the claims of an access token, if it is valid. */
  Uni<Optional<JWTClaimsSet>> access(String token) {
    return keys.published().map(set -> verified(token, PlatformTokens.ACCESS_TOKEN, set, true));
  }

  /** Returns the claims of an ID token, even an expired one, because it only names the session. */
  Uni<Optional<JWTClaimsSet>> idTokenHint(String token) {
    return keys.published().map(set -> verified(token, JOSEObjectType.JWT, set, false));
  }

  private Optional<JWTClaimsSet> verified(
      String token, JOSEObjectType type, JWKSet set, boolean unexpired) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(type));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(set)));
    processor.setJWTClaimsSetVerifier(
        unexpired
            ? new DefaultJWTClaimsVerifier<>(
                new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp", "sid", "sub"))
            : (claims, context) -> {});
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return Optional.of(claims).filter(known -> issuer.equals(known.getIssuer()));
    } catch (ParseException | BadJOSEException | JOSEException notOurs) {
      return Optional.empty();
    }
  }

  /**
   * Returns the grant of an access token; empty for a token from before V0160, which does not name
   * it.
   */
  static Optional<String> grant(JWTClaimsSet access) {
    return Optional.of(text(access, "grant")).filter(family -> !family.isEmpty());
  }

  /** Returns a claim that is a text. */
  static String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : "";
  }
}
