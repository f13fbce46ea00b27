package io.bailiwick.gateway.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "wait=5 | 5",
        "wait=\"5\" | 5",
        "Wait = 5 | 5",
        "return=minimal, wait=7; x=y | 7",
        "respond-async,wait=3,wait=9 | 3",
        "wait=10 | 10",
        "wait=11 | 10",
        "wait=999999999 | 10"
      })
  void isWholeSecondsUpToTheLongest(String header, int seconds) {
    assertThat(WaitPreference.of(List.of(header), LONGEST)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "wait",
        "wait=",
        "wait=abc",
        "wait=-1",
        "wait=0",
        "wait=1.5",
        "wait=5s",
        "wait=9999999999",
        "waiting=5",
        "return=minimal",
        "wait=\"5",
        "wait=abc,wait=5"
      })
  void anythingElseIsIgnored(String header) {
    assertThat(WaitPreference.of(List.of(header), LONGEST)).isEmpty();
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(WaitPreference.of(List.of("return=minimal", "wait=2"), LONGEST))
        .contains(Duration.ofSeconds(2));
    assertThat(WaitPreference.of(List.of("x".repeat(2000), "wait=2"), LONGEST)).isEmpty();
    assertThat(WaitPreference.of(List.of(), LONGEST)).isEmpty();
  }
}
