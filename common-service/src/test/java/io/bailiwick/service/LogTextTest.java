package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
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
        "a@b@c               | a***@b***@c",
        "jane%40acme.test    | j***@acme.test",
        "jane%252540acme.test | j***@acme.test",
        "%40b and ab%40c%40d | ***@b and a***@c***@d",
        "jane\uFF20a.b, e\uFE6Bc.d | j***@a.b, e***@c.d",
        "jane\uFF20a\uFE6Bb        | j***@a***@b",
        "jane%EF%BC%A0a.b     | j***@a.b",
        "jane%25ef%25b9%25aba.b | j***@a.b",
        "100%25 of %4        | 100%25 of %4",
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
    for (String run :
        new String[] {
          "x", "x@", " ", "@", "x ", "%", "25", "%25", "%40", "x%25", "%EF", "\uFF20"
        }) {
      assertThat(LogText.of(run.repeat(1 << 18))).hasSizeLessThan(300);
    }
  }

  /** A trace of each attempt of a library would hide what the service says about an outage. */
  @Test
  void aLibrarysFailureIsOneLineWithoutMessages() {
    LibraryNoise filter = new LibraryNoise();
    String uncaught = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";
    ExtLogRecord line = line(uncaught, new IllegalStateException("jane@acme.example"));
    assertThat(filter.isLoggable(line)).isTrue();
    assertThat(line.getThrown()).isNull();
    assertThat(new PatternFormatter("%s").format(line))
        .startsWith("Uncaught 100%: java.lang.IllegalStateException [")
        .doesNotContain("acme")
        .doesNotContain("\n");
    Throwable twice = new IllegalStateException("Result is already complete");
    assertThat(filter.isLoggable(line(uncaught, twice))).isFalse();
    ExtLogRecord own = line("io.bailiwick.Other", twice);
    assertThat(filter.isLoggable(own)).isTrue();
    assertThat(own.getThrown()).isEqualTo(twice);
  }

  private static ExtLogRecord line(String category, Throwable failure) {
    ExtLogRecord line =
        new ExtLogRecord(Level.ERROR, "Uncaught %d%%", ExtLogRecord.FormatStyle.PRINTF, "test");
    line.setParameters(new Object[] {100});
    line.setLoggerName(category);
    line.setThrown(failure);
    return line;
  }
}
