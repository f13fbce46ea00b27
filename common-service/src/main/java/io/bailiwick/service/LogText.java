package io.bailiwick.service;

import java.util.regex.Pattern;

/** Makes text from outside safe for a log. */
public final class LogText {
  private static final String HIDDEN = "***";
  private static final int LONGEST = 256;

  /** The full-width and the small at sign, which some programs read as an at sign. */
  private static final String WIDE = "\uFF20\uFE6B";

  /** An at sign in percent-encoding, any number of times. */
  private static final String ENCODED =
      "%(?:25)*+(?:40|(?i:EF%(?:25)*+(?:BC%(?:25)*+A0|B9%(?:25)*+AB)))";

  private static final String AT = "(?:[@" + WIDE + "]|" + ENCODED + ")";

  private static final String NO_AT = "(?!" + ENCODED + ")[^\\s\"'@" + WIDE + "=:]";

  /**
   * Matches a possible address up to its at sign. It looks at each character once, so that a long
   * text takes no longer than its length.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(?<![^\\s\"'@%3$s=:])|\\G)((?:%1$s)?)(?:%1$s)*+%2$s".formatted(NO_AT, AT, WIDE));

  /** Control and format characters, and line separators. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private LogText() {}

  /**
   * Returns a text in one line of at most 256 characters. Its e-mail addresses are masked except
   * for the first letter and the domain.
   */
  public static String of(String text) {
    String line = inOneLine(text);
    String masked =
        line.chars().noneMatch(c -> c == '@' || c == '%' || WIDE.indexOf(c) >= 0)
            ? line
            : ADDRESS.matcher(line).replaceAll("$1" + HIDDEN + "@");
    return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "..." : masked;
  }

  /**
   * Returns the text of {@link #of} in quotation marks; its own quotation marks become {@code '}.
   */
  public static String quoted(String text) {
    return '"' + of(text).replace('"', '\'') + '"';
  }

  /** Returns a text with question marks in place of invisible characters. */
  public static String inOneLine(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? text
        : UNSEEN.matcher(text).replaceAll("?");
  }
}
