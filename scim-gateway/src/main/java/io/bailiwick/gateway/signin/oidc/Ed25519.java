package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/**
 * Verifies Ed25519 with the JDK (RFC 8037, section 3.1; RFC 9864 calls it {@code Ed25519} instead
 * of {@code EdDSA}). The library's own verifier would need another library.
 */
final class Ed25519 extends BaseJWSProvider implements JWSVerifier {
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  private static final String NAME = "Ed25519";
  private static final int LENGTH = 32;

  private final PublicKey key;

  Ed25519(PublicKey key) {
    super(ALGORITHMS);
    this.key = key;
  }

  /**
   * Returns the key of a JWK. It is a little-endian y whose highest bit is the sign of x (RFC 8032,
   * 5.1.5).
   */
  static PublicKey key(OctetKeyPair jwk) throws GeneralSecurityException {
    byte[] y = jwk.getX().decode();
    if (y.length != LENGTH) {
      throw new GeneralSecurityException("not an Ed25519 key");
    }
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = y[LENGTH - 1 - i];
    }
    boolean odd = bigEndian[0] < 0;
    bigEndian[0] &= 0x7f;
    return KeyFactory.getInstance(NAME)
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature)
      throws JOSEException {
    if (header.getCriticalParams() != null) {
      return false;
    }
    try {
      Signature verification = Signature.getInstance(NAME);
      verification.initVerify(key);
      verification.update(signingInput);
      return verification.verify(signature.decode());
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new JOSEException("cannot verify", e);
    }
  }
}
