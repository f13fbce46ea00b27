package io.bailiwick.gateway.signin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as providers write them, and which key they mean. */
class TokenSignatureTest {
  private static final Set<String> LOGOUT = Set.of("jwt", "logout+jwt");

  private static JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one");
  }

  private static void verify(JWSHeader header) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    SignedJWT token = signed(header, key);
    TokenSignature.verify(token, new JWKSet(key.toPublicJWK()), LOGOUT);
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> TokenSignature.verify(token, new JWKSet(other.toPublicJWK()), LOGOUT));
  }

  /** The key set has no thumbprint to compare it with. */
  @Test
  void aKeyIdIsEnoughBesideAThumbprint() {
    JWSHeader header = header().x509CertSHA256Thumbprint(Base64URL.encode("x")).build();
    assertThatCode(() -> verify(header)).doesNotThrowAnyException();
  }

  /** Anybody can have a token looked at: a header that names no key has two of them tried. */
  @Test
  void aTokenThatNamesNoKeyIsTriedWithTwo() throws Exception {
    List<ECKey> keys = keys(3);
    SignedJWT token = signed(new JWSHeader(JWSAlgorithm.ES256), keys.get(1));
    assertThatCode(() -> TokenSignature.verify(token, set(keys.subList(0, 2)), LOGOUT))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> TokenSignature.verify(token, set(keys), LOGOUT))
        .withMessageContaining("no kid");
    // Keys of other algorithms do not count.
    List<ECKey> more = new ArrayList<>(keys.subList(0, 2));
    more.add(new ECKeyGenerator(Curve.P_521).generate());
    assertThatCode(() -> TokenSignature.verify(token, set(more), LOGOUT))
        .doesNotThrowAnyException();
  }

  /** RFC 7515, section 4.1.8: a key set need not say which certificates its keys are of. */
  @Test
  void aThumbprintCountsOnlyWhereTheKeySetStatesSome() throws Exception {
    List<ECKey> keys = keys(3);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertSHA256Thumbprint(thumbprint(0)).build();
    SignedJWT token = signed(header, keys.get(0));
    assertThatCode(() -> TokenSignature.verify(token, set(keys.subList(0, 1)), LOGOUT))
        .doesNotThrowAnyException();
    List<ECKey> stating = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      stating.add(new ECKey.Builder(keys.get(i)).x509CertSHA256Thumbprint(thumbprint(i)).build());
    }
    assertThatCode(() -> TokenSignature.verify(token, set(stating), LOGOUT))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> TokenSignature.verify(token, set(stating.subList(1, 3)), LOGOUT));
  }

  private static Base64URL thumbprint(int of) {
    return Base64URL.encode("certificate " + of);
  }

  private static List<ECKey> keys(int count) throws Exception {
    List<ECKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new ECKeyGenerator(Curve.P_256).keyID("key " + i).generate());
    }
    return keys;
  }

  private static JWKSet set(List<ECKey> keys) {
    return new JWKSet(List.copyOf(keys)).toPublicJWKSet();
  }

  private static SignedJWT signed(JWSHeader header, ECKey key) throws Exception {
    SignedJWT token = new SignedJWT(header, new JWTClaimsSet.Builder().subject("jane").build());
    token.sign(new ECDSASigner(key));
    return token;
  }

  /** RFC 7515, section 4.1.9. */
  @ParameterizedTest
  @ValueSource(strings = {"JWT", "logout+jwt", "application/logout+jwt", "Application/Logout+JWT"})
  void aTypeMayBeAWholeMediaType(String type) {
    JWSHeader header = header().type(new JOSEObjectType(type)).build();
    assertThatCode(() -> verify(header)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "application/at+jwt", "text/logout+jwt"})
  void aTokenOfAnotherTypeIsRefused(String type) {
    JWSHeader header = header().type(new JOSEObjectType(type)).build();
    assertThatExceptionOfType(CheckFailed.class).isThrownBy(() -> verify(header));
  }

  /** RFC 8037, appendix A.4. */
  @Test
  void verifiesTheExampleOfTheStandard() throws Exception {
    OctetKeyPair key =
        OctetKeyPair.parse(
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
    byte[] input =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            .getBytes(StandardCharsets.US_ASCII);
    Base64URL signature =
        new Base64URL(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    JWSHeader header = new JWSHeader(JWSAlgorithm.EdDSA);
    Ed25519 verifier = new Ed25519(Ed25519.key(key));
    assertThat(verifier.verify(header, input, signature)).isTrue();
    input[0] ^= 1;
    assertThat(verifier.verify(header, input, signature)).isFalse();
    assertThat(verifier.verify(header, input, Base64URL.encode("short"))).isFalse();
  }
}
