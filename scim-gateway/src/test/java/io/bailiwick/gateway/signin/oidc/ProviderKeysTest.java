package io.bailiwick.gateway.signin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import java.math.BigInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key sets as found in the field, and as a hostile provider would write them. */
class ProviderKeysTest {
  private static final String GOOD = rsa("good", 2048, BigInteger.valueOf(65_537));

  /** The shape is what counts here: nothing is signed with these. */
  private static String rsa(String kid, int bits, BigInteger exponent) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(kid, Base64URL.encode(modulus), Base64URL.encode(exponent));
  }

  private static java.util.List<String> kids(String... keys) {
    return ProviderKeys.parse("{\"keys\":[" + String.join(",", keys) + "]}").getKeys().stream()
        .map(JWK::getKeyID)
        .toList();
  }

  /** RFC 7517, section 5: what is not understood is passed over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"ML-DSA\",\"kid\":\"x\",\"pub\":\"AA\"}",
        "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kid\":\"x\"}",
        "{\"kty\":\"RSA\",\"kid\":\"x\"}",
        "{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"x\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"
      })
  void oneKeyThatCannotBeReadSpoilsNothing(String odd) {
    assertThat(kids(odd, GOOD)).containsExactly("good");
  }

  @Test
  void whatIsExpensiveToVerifyWithIsNotTaken() {
    String longExponent = rsa("exponent", 2048, BigInteger.ONE.shiftLeft(2000).add(BigInteger.ONE));
    assertThat(kids(longExponent, rsa("modulus", 8192, BigInteger.valueOf(3)), GOOD))
        .containsExactly("good");
  }

  @Test
  void tooManyKeysAndTwoOfOneIdAreRefused() {
    String many =
        IntStream.range(0, 21)
            .mapToObj(i -> rsa("k" + i, 2048, BigInteger.valueOf(65_537)))
            .collect(Collectors.joining(","));
    for (String keys : new String[] {many, GOOD + "," + GOOD}) {
      assertThatExceptionOfType(CheckFailed.class).isThrownBy(() -> kids(keys));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"keys\":7}", "{\"keys\":[7]}", "{\"keys\":null}"})
  void whatIsNoKeySetIsRefused(String body) {
    assertThatExceptionOfType(CheckFailed.class).isThrownBy(() -> ProviderKeys.parse(body));
  }
}
