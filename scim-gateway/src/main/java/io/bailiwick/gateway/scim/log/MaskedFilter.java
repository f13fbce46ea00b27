package io.bailiwick.gateway.scim.log;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks a filter or the path of a PATCH (RFC 7644 sections 3.4.2.2 and 3.5.2) for the log.
 * Attributes and operators stay, and so do the values of the attributes that {@link Mask} shows.
 * All that follows a syntax error is hidden, because it can be any text.
 */
final class MaskedFilter {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|\"(?:\\\\.|[^\"\\\\])*+\"?|[A-Za-z0-9$_:.-]+(?:\\+[0-9]+)?|.", Pattern.DOTALL);
  private static final Set<String> OPERATORS =
      Set.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
  private static final Set<String> KEYWORDS = Set.of("true", "false", "null");

  private final StringBuilder shown = new StringBuilder();
  private Expected expected = Expected.ATTRIBUTE;
  private String attribute = "";

  /** The last attribute, which is shown after the next token has confirmed that it is one. */
  private String pending = "";

  /** The attribute whose brackets are open; empty outside of brackets. */
  private String within = "";

  private MaskedFilter() {}

  /** Returns a masked filter; its length is not limited. */
  static String filter(String text) {
    return of(text, Mask.HIDDEN);
  }

  /** Returns a masked path, which, unlike a filter, may end with an attribute. */
  static String path(String text) {
    return of(text, "");
  }

  private static String of(String text, String instead) {
    MaskedFilter masked = new MaskedFilter();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (!masked.takes(token.group())) {
        return masked.shown.append(Mask.HIDDEN).toString();
      }
    }
    if (masked.expected == Expected.OPERATOR) {
      masked.shown.append(instead.isEmpty() ? masked.pending : instead);
    }
    return masked.shown.toString();
  }

  /** Takes the next token; returns false if it is a syntax error. */
  private boolean takes(String token) {
    if (token.isBlank()) {
      if (expected != Expected.OPERATOR) {
        shown.append(' ');
      }
      return true;
    }
    return switch (expected) {
      case ATTRIBUTE -> takesAttribute(token);
      case OPERATOR -> takesOperator(token);
      case VALUE -> takesValue(token);
      case NEXT -> takesNext(token);
    };
  }

  private boolean takesAttribute(String token) {
    if (token.equals("(") || token.equalsIgnoreCase("not")) {
      shown.append(token);
      return true;
    }
    attribute = token;
    pending = token;
    expected = Expected.OPERATOR;
    return isWord(token);
  }

  private boolean takesOperator(String token) {
    String word = token.toLowerCase(Locale.ROOT);
    if (token.equals("[") && within.isEmpty()) {
      within = attribute;
      expected = Expected.ATTRIBUTE;
      shown.append(pending).append(token);
      return true;
    }
    if (!word.equals("pr") && !OPERATORS.contains(word)) {
      return false;
    }
    expected = word.equals("pr") ? Expected.NEXT : Expected.VALUE;
    shown.append(pending).append(' ').append(token);
    return true;
  }

  private boolean takesValue(String token) {
    if (!token.startsWith("\"") && !isWord(token)) {
      return false;
    }
    boolean shows =
        KEYWORDS.contains(token.toLowerCase(Locale.ROOT)) || Mask.shows(attribute, within);
    expected = Expected.NEXT;
    shown.append(shows ? Mask.text(token) : '"' + Mask.HIDDEN + '"');
    return true;
  }

  private boolean takesNext(String token) {
    String word = token.toLowerCase(Locale.ROOT);
    if (token.startsWith(".") && shown.charAt(shown.length() - 1) == ']') {
      attribute = attribute + token;
      pending = token;
      expected = Expected.OPERATOR;
      return isWord(token);
    }
    if (word.equals("and") || word.equals("or")) {
      expected = Expected.ATTRIBUTE;
    } else if (token.equals("]") && !within.isEmpty()) {
      attribute = within;
      within = "";
    } else if (!token.equals(")")) {
      return false;
    }
    shown.append(token);
    return true;
  }

  private static boolean isWord(String token) {
    return Character.isLetterOrDigit(token.charAt(0))
        || (token.length() > 1 && token.charAt(0) != '"');
  }

  private enum Expected {
    ATTRIBUTE,
    OPERATOR,
    VALUE,
    NEXT
  }
}
