package io.bailiwick.model;

/**
 * The length of a text as people count it: in code points. A character beyond U+FFFF, such as most
 * emoji, is two {@code char}s.
 */
public final class Characters {
  private Characters() {}

  /** Returns the number of characters of a text. */
  public static int in(String text) {
    return text.codePointCount(0, text.length());
  }
}
