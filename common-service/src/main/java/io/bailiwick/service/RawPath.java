package io.bailiwick.service;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Request targets that are refused before anybody interprets them: the encoded and doubled
 * separators by which requests have slipped around authentication elsewhere (CVE-2026-32130 and its
 * kind), and percent signs that encode nothing (RFC 3986 section 2.1).
 */
final class RawPath {
  private static final Pattern AMBIGUOUS =
      Pattern.compile(";|\\\\|//|%2f|%5c|%3b|%00|%2e|(^|/)\\.\\.?(/|$)");

  private static final Pattern NO_ENCODING = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private RawPath() {}

  /** What is wrong with a request target; empty when nothing is. */
  static Optional<String> fault(String uri) {
    if (isAmbiguous(uri)) {
      return Optional.of("The path holds an encoded or doubled separator.");
    }
    return NO_ENCODING.matcher(uri).find()
        ? Optional.of("The URL holds a percent sign that encodes nothing.")
        : Optional.empty();
  }

  private static boolean isAmbiguous(String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    return AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
  }
}
