package io.bailiwick.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Recognizes paths that different parts of a service could interpret differently. Separators, NULs
 * and dots in such paths have bypassed authentication in other software, as in CVE-2026-32130.
 */
final class RawPath {
  /** Any of the faults below in one expression, because every request is checked. */
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

  /** Returns whether a path has any of the faults. */
  static boolean isAmbiguous(String path) {
    return AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
  }

  /** Returns the faults of a path, in words and in alphabetical order. */
  static List<String> faults(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return FAULTS.entrySet().stream()
        .filter(known -> known.getKey().matcher(lower).find())
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }
}
