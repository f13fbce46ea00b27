package io.bailiwick.gateway.scim.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScimTokenTest {
  private static final long SEED = 42;

  private static ScimToken token() {
    byte[] random = new byte[ScimToken.RANDOM_BYTES];
    new Random(SEED).nextBytes(random);
    return ScimToken.of(random);
  }

  @Test
  void isReadBackFromItsText() {
    String text = token().text();
    assertThat(text).matches("bwk_scim_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
    assertThat(ScimToken.parse(text)).contains(token());
  }

  @Test
  void aChangeOfAnyCharacterShows() {
    String text = token().text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'x' ? 'y' : 'x';
      assertThat(ScimToken.parse(text.substring(0, i) + other + text.substring(i + 1))).isEmpty();
    }
    assertThat(ScimToken.parse(text + "x")).isEmpty();
    assertThat(ScimToken.parse("")).isEmpty();
  }

  @Test
  void theDigestDependsOnSecretAndPepper() {
    byte[] digest = token().digest("pepper");
    assertThat(digest).hasSize(32).isEqualTo(token().digest("pepper"));
    assertThat(Arrays.equals(digest, token().digest("salt"))).isFalse();
  }

  @Test
  void itsSecretIsNotInItsString() {
    assertThat(token().toString()).doesNotContain(token().secret());
  }

  @Test
  void extremesFitTheForm() {
    byte[] zero = new byte[ScimToken.RANDOM_BYTES];
    byte[] ones = new byte[ScimToken.RANDOM_BYTES];
    Arrays.fill(ones, (byte) 0xff);
    assertThat(ScimToken.parse(ScimToken.of(zero).text())).isPresent();
    assertThat(ScimToken.parse(ScimToken.of(ones).text())).isPresent();
  }
}
