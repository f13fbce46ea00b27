package io.bailiwick.service;

import java.util.regex.Pattern;

/** What somebody else wrote, as a log may hold it. */
public final class LogText {
  private static final String HIDDEN = "***";
  private static final int LONGEST = 256;
  private static final Pattern ADDRESS = Pattern.compile("([^\\s\"'@=:]?)[^\\s\"'@=:]*@");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

  private LogText() {}

  /**
   * A text with question marks for its control characters, its e-mail addresses masked but for the
   * first letter and the domain; no longer than 256 characters.
   */
  public static String of(String text) {
    String plain = CONTROL.matcher(text).replaceAll("?");
    String masked = ADDRESS.matcher(plain).replaceAll("$1" + HIDDEN + "@");
    return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "..." : masked;
  }
}
