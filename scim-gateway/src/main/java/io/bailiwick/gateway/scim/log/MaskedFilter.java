package io.bailiwick.gateway.scim.log;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter, or the path of a PATCH, for the log: attributes and operators, and the values of the
 * attributes that {@link Mask} shows. Whatever follows a fault is hidden, for it may be anything.
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

  /** What is shown of the attribute once it is known to be one. */
  private String pending = "";

  /** The attribute whose brackets are open; empty outside. */
  private String within = "";

  private MaskedFilter() {}

  /** The masked form of a filter, of any length. */
  static String filter(String text) {
    return of(text, Mask.HIDDEN);
  }

  /** The masked form of a path, which may end with an attribute. */
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

  /** Takes the next token; false if it does not belong there. */
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
