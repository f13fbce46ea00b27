package io.bailiwick.gateway.leavers.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D6: more than the larger of 20 and 5 % of an organization's accounts. */
class GuardLimitsTest {
  private static final GuardLimits LIMITS = new GuardLimits(20, 5, Duration.ofMinutes(10));

  @ParameterizedTest
  @CsvSource({
    "20, 0, false",
    "21, 0, true",
    "20, 20, false",
    "21, 21, true",
    "21, 419, true",
    "21, 420, false",
    "22, 439, true",
    "22, 440, false",
    "500, 10000, false",
    "501, 10000, true",
    "501, 10019, true",
    "501, 10020, false",
  })
  void tripsBeyondTheLargerOfBoth(long leaving, long accounts, boolean trips) {
    assertThat(LIMITS.isExceeded(leaving, accounts)).isEqualTo(trips);
    // A count that ends there decides in the same way.
    long counted = Math.min(accounts, LIMITS.mostAccountsFor(leaving));
    assertThat(LIMITS.isExceeded(leaving, counted)).isEqualTo(trips);
  }

  @Test
  void limitsAreChecked() {
    assertThat(new GuardLimits(0, 0, Duration.ofMinutes(1)).isExceeded(1, 1_000_000)).isTrue();
    assertThatThrownBy(() -> new GuardLimits(-1, 5, Duration.ofMinutes(10)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GuardLimits(20, 101, Duration.ofMinutes(10)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GuardLimits(20, 5, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GuardLimits(20, 5, Duration.ofMinutes(61)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
