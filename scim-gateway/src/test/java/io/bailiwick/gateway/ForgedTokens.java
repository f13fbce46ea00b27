package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;

/** Tokens as a person can make them who does not have the provider's private key. */
final class ForgedTokens {
  private ForgedTokens() {}

  /** A token of algorithm none. */
  static String unsigned(ObjectNode claims) {
    return new PlainObject(new Payload(claims.toString())).serialize();
  }

  /** A token whose secret is the provider's public key (RFC 8725 section 2.1). */
  static String byPublicKey(ObjectNode claims, RSAKey key) {
    try {
      return byHmac(
          claims,
          new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
          key.toRSAPublicKey().getEncoded());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token whose secret is the client's own. */
  static String byClientSecret(ObjectNode claims) {
    try {
      return byHmac(
          claims,
          new JWSHeader(JWSAlgorithm.HS256),
          ScriptedIdp.SECRET.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String byHmac(ObjectNode claims, JWSHeader header, byte[] secret)
      throws JOSEException {
    JWSObject token = new JWSObject(header, new Payload(claims.toString()));
    token.sign(new MACSigner(secret));
    return token.serialize();
  }
}
