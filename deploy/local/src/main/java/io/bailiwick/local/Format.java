package io.bailiwick.local;

import java.time.Duration;
import java.util.Locale;

/** Formats times for people. */
final class Format {
  private Format() {}

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1_000_000.0);
  }
}
