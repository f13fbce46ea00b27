package io.bailiwick.gateway.enforcement;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The preference {@code wait} of a request (RFC 7240 section 4.3). */
final class WaitPreference {
  private static final Pattern WAIT =
      Pattern.compile("wait[ \\t]*=[ \\t]*(?:\"([0-9]{1,9})\"|([0-9]{1,9}))");

  /** The characters of a header that are read. */
  private static final int LONGEST = 1000;

  private WaitPreference() {}

  /**
   * Returns how long a request prefers to wait, in whole seconds. An ill-formed preference counts
   * as absent, and the first of several counts (RFC 7240 section 2).
   *
   * @param headers the values of {@code Prefer}
   * @param longest the longest wait
   */
  static Optional<Duration> of(List<String> headers, Duration longest) {
    for (String header : headers) {
      if (header.length() > LONGEST) {
        return Optional.empty();
      }
      for (String preference : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        String stated = preference.split(";", 2)[0].strip();
        if (stated.startsWith("wait")) {
          return seconds(stated)
              .map(asked -> Math.min(asked, longest.toSeconds()))
              .filter(seconds -> seconds > 0)
              .map(Duration::ofSeconds);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> seconds(String stated) {
    Matcher wait = WAIT.matcher(stated);
    return wait.matches()
        ? Optional.of(Long.parseLong(wait.group(1) == null ? wait.group(2) : wait.group(1)))
        : Optional.empty();
  }
}
