package io.bailiwick.enforcer.decision;

import java.text.Normalizer;
import java.util.HexFormat;

/**
 * Finds names and paths that a reader, a form or another service could confuse with another one.
 *
 * <p>The platform resolves them after the check: {@code acme/../globex/x} is in acme here and in
 * globex there.
 */
final class Spelling {
  private static final String LINE_ENDS = "\n\r\u0085\u2028\u2029";

  private Spelling() {}

  /**
   * Returns whether a path has segments that are dropped, or characters that another service
   * decodes.
   */
  static boolean isAmbiguousPath(String path) {
    int dots = 0;
    int start = 0;
    for (int i = 0; i < path.length(); i++) {
      switch (path.charAt(i)) {
        case '/' -> {
          if (isDropped(dots, i - start)) {
            return true;
          }
          start = i + 1;
          dots = 0;
        }
        case '.' -> dots++;
        case '\\' -> {
          return true;
        }
        case '%' -> {
          if (isHex(path, i + 1) && isHex(path, i + 2)) {
            return true;
          }
        }
        default -> {}
      }
    }
    return isDropped(dots, trimmed(path) - start);
  }

  /** Returns whether a segment is empty, {@code .} or {@code ..}. */
  private static boolean isDropped(int dots, int length) {
    return length <= 2 && dots == length;
  }

  /** Returns the length of a path without a line end, which another service may trim. */
  private static int trimmed(String path) {
    int end = path.length();
    while (end > 0 && LINE_ENDS.indexOf(path.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && HexFormat.isHexDigit(text.charAt(at));
  }

  /** Returns whether a namespace is one name that all services read the same. */
  static boolean isOneName(String namespace) {
    return !isAmbiguous(namespace)
        && !isAmbiguousPath(namespace)
        && namespace.indexOf('/') < 0
        && namespace.indexOf('@') < 0;
  }

  /** Returns whether a reader, a form or another service could confuse a name with another one. */
  static boolean isAmbiguous(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return name.codePoints().anyMatch(Spelling::isDecoration)
            || !Normalizer.isNormalized(name, Normalizer.Form.NFKC);
      }
    }
    return false;
  }

  private static boolean isDecoration(int c) {
    return c != '-' && (isNoLetterOrSign(c) || isIgnorable(c));
  }

  /**
   * Returns whether it is a Default_Ignorable_Code_Point of Unicode that is no format character.
   */
  private static boolean isIgnorable(int c) {
    return c == 0x34F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }

  private static boolean isNoLetterOrSign(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.DASH_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
