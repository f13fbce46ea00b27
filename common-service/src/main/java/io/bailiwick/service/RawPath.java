package io.bailiwick.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Paths that are refused before anybody interprets them: separators, NULs and dots by which
 * requests have slipped around authentication elsewhere (CVE-2026-32130 and its kind).
 */
final class RawPath {
  /** Any of the faults below: every request is looked at. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(";|\\\\|//|%2f|%5c|%3b|%00|%2e|(^|/)\\.\\.?(/|$)");

  private static final Map<Pattern, String> FAULTS =
      Map.of(
          Pattern.compile("//"), "an empty segment",
          Pattern.compile("%2f"), "an encoded slash",
          Pattern.compile("\\\\|%5c"), "a backslash",
          Pattern.compile(";|%3b"), "a semicolon",
          Pattern.compile("%00"), "U+0000",
          Pattern.compile("%2e"), "an encoded dot",
          Pattern.compile("(^|/)\\.\\.?(/|$)"), "a segment of dots");

  private RawPath() {}

  static boolean isAmbiguous(String path) {
    return AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
  }

  /** What makes a path ambiguous, in words. */
  static List<String> faults(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return FAULTS.entrySet().stream()
        .filter(known -> known.getKey().matcher(lower).find())
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }
}
