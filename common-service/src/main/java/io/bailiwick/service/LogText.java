package io.bailiwick.service;

import java.util.regex.Pattern;

/** What somebody else wrote, as a log may hold it. */
public final class LogText {
  private static final String HIDDEN = "***";
  private static final int LONGEST = 256;

  /** The at sign, also percent-encoded any number of times. */
  private static final String AT = "(?:@|%(?:25)*+40)";

  private static final String NO_AT = "(?!%(?:25)*+40)[^\\s\"'@=:]";

  /** What may be an address, looked at from where it starts and once, however long it is. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?<![^\\s\"'@=:])|\\G)((?:%1$s)?)(?:%1$s)*+%2$s".formatted(NO_AT, AT));

  /** Control and format characters, and what ends a line. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private LogText() {}

  /**
   * A text in one line, with its e-mail addresses masked but for the first letter and the domain;
   * no longer than 256 characters.
   */
  public static String of(String text) {
    String line = inOneLine(text);
    String masked =
        line.indexOf('@') < 0 && line.indexOf('%') < 0
            ? line
            : ADDRESS.matcher(line).replaceAll("$1" + HIDDEN + "@");
    return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "..." : masked;
  }

  /** The same in quotation marks, and without any inside. */
  public static String quoted(String text) {
    return '"' + of(text).replace('"', '\'') + '"';
  }

  /** A text with question marks for the characters that nobody sees. */
  public static String inOneLine(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? text
        : UNSEEN.matcher(text).replaceAll("?");
  }
}
