package io.bailiwick.enforcer.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cookies of one name that a request shows.
 *
 * <p>RFC 6265 section 5.2 says how to read a cookie, but services differ: they trim, unquote or
 * percent-decode its name, ignore letter case, or separate cookies by blanks. A token under a name
 * that only some of them read would pass the edge as no token.
 *
 * @param values the values under exactly this name; without empty ones
 * @param misspelt whether a service could read another name as this one
 */
record ShownCookies(List<String> values, boolean misspelt) {
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

  /** PHP reads these characters within a name as an underscore. */
  private static final Pattern UNDERSCORES = Pattern.compile("[. \\[]");

  private static final Pattern BEFORE_LAST_WORD = Pattern.compile("^.*[\\s\"']", Pattern.DOTALL);

  ShownCookies {
    values = List.copyOf(values);
  }

  /** Reads cookies; Envoy joins several headers of one name with a comma. */
  static ShownCookies of(List<String> headers, String name) {
    List<String> values = new ArrayList<>();
    boolean misspelt = false;
    for (String header : headers) {
      for (String part : header.split("[;,]", -1)) {
        String pair = part.strip();
        if (!pair.startsWith(name + "=")) {
          misspelt |= hides(pair, plain(name));
        } else if (pair.length() > name.length() + 1) {
          values.add(pair.substring(name.length() + 1));
        }
      }
    }
    return new ShownCookies(values, misspelt);
  }

  /** Returns whether a text before a {@code =}, or its last word, could be the name. */
  private static boolean hides(String pair, String name) {
    int start = 0;
    for (int end = pair.indexOf('='); end >= 0; end = pair.indexOf('=', start)) {
      String text = trimmed(decoded(pair.substring(start, end)));
      String lastWord = BEFORE_LAST_WORD.matcher(text).replaceFirst("");
      if (plain(text).equalsIgnoreCase(name) || plain(lastWord).equalsIgnoreCase(name)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** Returns a name as the most lenient service reads it, except for letter case. */
  private static String plain(String name) {
    return UNDERSCORES.matcher(trimmed(name)).replaceAll("_");
  }

  private static String decoded(String text) {
    return ENCODED
        .matcher(text)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && !isOfName(text.charAt(start))) {
      start++;
    }
    while (start < end && !isOfName(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Returns whether edge.schema.json permits a character in the name of the cookie. */
  private static boolean isOfName(char c) {
    return c < 0x7f && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
  }
}
