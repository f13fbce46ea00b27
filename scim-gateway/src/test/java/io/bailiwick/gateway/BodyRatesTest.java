package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A caller sends a few large bodies at once, and then some in a minute. */
class BodyRatesTest {
  private static final long SIX_MEGABYTES = 6 << 20;

  private long now;

  private final BodyRates rates =
      new BodyRates(
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now;
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          });

  @Test
  void aCallerHasARateOfItsOwn() {
    for (int i = 0; i < 4; i++) {
      assertThat(rates.admits("acme", SIX_MEGABYTES)).isTrue();
    }
    assertThat(rates.admits("acme", SIX_MEGABYTES)).isFalse();
    assertThat(rates.admits("acme", BodyRates.LARGE)).isTrue();
    assertThat(rates.admits("globex", SIX_MEGABYTES)).isTrue();
    now += Duration.ofMillis(1500).toNanos();
    assertThat(rates.admits("acme", SIX_MEGABYTES)).isTrue();
    assertThat(rates.admits("acme", SIX_MEGABYTES)).isFalse();
  }
}
