package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acme/bert           | acme/bert",
        "jane.doe@acme.test  | j***@acme.test",
        "to jane@a.b, e@c.d  | to j***@a.b, e***@c.d",
        "@a.b                | ***@a.b",
        "a\u0085b\u009bc\u2028d | a?b?c?d",
        "x\u202ey            | x?y"
      })
  void holdsNoAddressAndOneLine(String text, String kept) {
    assertThat(LogText.of(text)).isEqualTo(kept);
  }

  @Test
  void nothingInsideEndsTheQuotation() {
    assertThat(LogText.quoted("x\" -> allowed")).isEqualTo("\"x' -> allowed\"");
  }

  /** As long as a request may be; a search that begins anew at each character takes minutes. */
  @Test
  @Timeout(10)
  void isQuickWhateverTheText() {
    for (String run : new String[] {"x", "x@", " ", "@", "x "}) {
      assertThat(LogText.of(run.repeat(1 << 20))).hasSizeLessThan(300);
    }
  }
}
