package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.EdECPublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a provider's token (RFC 7515). It must use a public-key algorithm and a key that
 * the provider publishes.
 */
final class TokenSignature {
  /**
   * The accepted algorithms; {@code none} and HMAC are missing, because a public key is not a
   * secret.
   */
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
          JWSAlgorithm.ES512,
          JWSAlgorithm.EdDSA,
          JWSAlgorithm.Ed25519);

  private static final String MEDIA_TYPE = "application/";

  /**
   * The most keys that are tried for a header without a key id, because anyone can send a token for
   * verification.
   */
  private static final int MOST_WITHOUT_ID = 2;

  private TokenSignature() {}

  /**
   * Verifies a signature, which takes milliseconds.
   *
   * @param types the accepted values of the header's {@code typ}, in lower case; it may also be
   *     missing
   * @throws CheckFailed if none of the keys verifies it, or if the header names none and several
   *     fit
   */
  static void verify(JWT token, JWKSet keys, Set<String> types) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        (type, context) -> {
          if (!isOneOf(type, types)) {
            throw new BadJOSEException("typ");
          }
        });
    processor.setJWSKeySelector((header, context) -> candidates(header, keys));
    processor.setJWSVerifierFactory(new VerifierFactory());
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    try {
      processor.process(token, null);
    } catch (BadJOSEException | JOSEException e) {
      throw new CheckFailed(SignInCheck.ID_TOKEN, "signature, alg or typ");
    }
  }

  /**
   * Compares types. {@code application/} may be left out, and case does not matter (RFC 7515,
   * section 4.1.9).
   */
  private static boolean isOneOf(@Nullable JOSEObjectType type, Set<String> names) {
    if (type == null) {
      return true;
    }
    String name = type.getType().toLowerCase(Locale.ROOT);
    return names.contains(name.startsWith(MEDIA_TYPE) ? name.substring(MEDIA_TYPE.length()) : name);
  }

  /**
   * Returns the keys that a header can mean: the one of its {@code kid}, which is enough; else the
   * one of its certificate; else those that fit, if they are few. A provider with several keys
   * states {@code kid} (OpenID Connect Core 1.0, section 10.1).
   */
  private static List<? extends Key> candidates(JWSHeader header, JWKSet keys) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      return List.of();
    }
    JWKMatcher.Builder wanted =
        new JWKMatcher.Builder()
            .keyType(KeyType.forAlgorithm(algorithm))
            .keyUses(KeyUse.SIGNATURE, null);
    if (Ed25519.ALGORITHMS.contains(algorithm)) {
      wanted.algorithms(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519, null).curve(Curve.Ed25519);
    } else {
      wanted.algorithms(algorithm, null);
    }
    if (JWSAlgorithm.Family.EC.contains(algorithm)) {
      wanted.curves(Curve.forJWSAlgorithm(algorithm));
    }
    if (header.getKeyID() != null) {
      wanted.keyID(header.getKeyID());
    }
    List<JWK> fitting = new JWKSelector(wanted.build()).select(keys);
    if (header.getKeyID() == null) {
      fitting = ofCertificate(header.getX509CertSHA256Thumbprint(), fitting);
      if (fitting.size() > MOST_WITHOUT_ID) {
        throw new CheckFailed(
            SignInCheck.ID_TOKEN,
            "the header has no kid, and more than " + MOST_WITHOUT_ID + " published keys fit");
      }
    }
    return fitting.stream().flatMap(jwk -> key(jwk).stream()).toList();
  }

  /**
   * Returns the keys with a certificate's thumbprint; all of them if the set states no thumbprints.
   */
  private static List<JWK> ofCertificate(@Nullable Base64URL thumbprint, List<JWK> keys) {
    return thumbprint == null
            || keys.stream().allMatch(key -> key.getX509CertSHA256Thumbprint() == null)
        ? keys
        : keys.stream()
            .filter(key -> thumbprint.equals(key.getX509CertSHA256Thumbprint()))
            .toList();
  }

  private static Optional<Key> key(JWK jwk) {
    try {
      return switch (jwk) {
        case RSAKey rsa -> Optional.of(rsa.toPublicKey());
        case ECKey curve -> Optional.of(curve.toPublicKey());
        case OctetKeyPair octets -> Optional.of(Ed25519.key(octets));
        default -> Optional.empty();
      };
    } catch (JOSEException | GeneralSecurityException unusable) {
      return Optional.empty();
    }
  }

  private static final class VerifierFactory extends DefaultJWSVerifierFactory {
    @Override
    public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
      return key instanceof EdECPublicKey edwards
          ? new Ed25519(edwards)
          : super.createJWSVerifier(header, key);
    }
  }
}
