package io.bailiwick.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast reader of instants agrees with the formatter of the JDK, or says nothing. */
class PlainInstantsTest {
  @Test
  void readsWhatAnInstantWrites() {
    Random random = new Random(1);
    for (int n = 0; n < 10_000; n++) {
      long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
      Instant instant =
          Instant.ofEpochSecond(second, n % 3 == 0 ? 0 : random.nextInt(1_000_000_000));
      assertThat(PlainInstants.plain(instant.toString())).isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-11-23T09:00Z",
        "2026-11-23T09:00:00",
        "2026-11-23T09:00:00+01:00",
        "2026-11-23T09:00:00.Z",
        "2026-11-23T09:00:00.1234567890Z",
        "2026-11-23T09:00:00.1xZ",
        "2026-11-23T24:00:00Z",
        "2026-11-23T23:59:60Z",
        "2026-02-30T09:00:00Z",
        "2026-11-23t09:00:00Z",
        "+2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00,5Z",
        "\u0662026-11-23T09:00:00Z"
      })
  void leavesOtherFormsToJackson(String text) {
    assertThat(PlainInstants.plain(text)).isNull();
  }
}
