package io.bailiwick.service;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Paths that are refused before anybody interprets them: the encoded and doubled separators by
 * which requests have slipped around authentication elsewhere (CVE-2026-32130 and its kind).
 */
final class RawPath {
  private static final Pattern AMBIGUOUS =
      Pattern.compile(";|\\\\|//|%2f|%5c|%3b|%00|%2e|(^|/)\\.\\.?(/|$)");

  private RawPath() {}

  static boolean isAmbiguous(String path) {
    return AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
  }
}
