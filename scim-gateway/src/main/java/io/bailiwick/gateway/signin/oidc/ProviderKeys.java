package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider's key set, RFC 7517. It skips keys that it does not understand (section 5). It also
 * skips keys that are costly to verify with, because anyone can send a token for verification.
 */
final class ProviderKeys {
  private static final int MOST = 20;
  private static final int LONGEST_MODULUS = 4096;
  private static final int LONGEST_EXPONENT = 32;

  private ProviderKeys() {}

  /**
   * Returns the usable keys of a set.
   *
   * @throws CheckFailed if the body is not a key set, has too many usable keys, or names one id
   *     twice
   */
  static JWKSet parse(String body) {
    List<JWK> usable = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Map<String, Object> member : members(body)) {
      JWK key = usable(member);
      if (key == null) {
        continue;
      }
      if (key.getKeyID() != null && !ids.add(key.getKeyType() + " " + key.getKeyID())) {
        throw IdpHttp.unavailable("the key set names a key id twice");
      }
      usable.add(key);
      if (usable.size() > MOST) {
        throw IdpHttp.unavailable("the key set has more than " + MOST + " keys");
      }
    }
    return new JWKSet(usable);
  }

  private static Map<String, Object>[] members(String body) {
    try {
      Map<String, Object>[] keys =
          JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(body), "keys");
      if (keys == null) {
        throw IdpHttp.unavailable("the key set has no keys");
      }
      return keys;
    } catch (ParseException e) {
      throw IdpHttp.unavailable("the key set cannot be read");
    }
  }

  private static @org.jspecify.annotations.Nullable JWK usable(Map<String, Object> member) {
    try {
      JWK key = JWK.parse(member);
      boolean verifies = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
      boolean cheap =
          !(key instanceof RSAKey rsa)
              || (rsa.getModulus().decodeToBigInteger().bitLength() <= LONGEST_MODULUS
                  && rsa.getPublicExponent().decodeToBigInteger().bitLength() <= LONGEST_EXPONENT);
      return verifies && cheap ? key.toPublicJWK() : null;
    } catch (ParseException | IllegalArgumentException notUnderstood) {
      return null;
    }
  }
}
