package io.bailiwick.gateway.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * User names: kept as they were written, compared by a key.
 *
 * <p>The key is computed here and nowhere else, least of all in SQL: Java and PostgreSQL fold some
 * letters differently, and two spellings of one name would become two people.
 */
public final class UserName {
  /** The longest user name, in characters. */
  public static final int LONGEST = 256;

  private UserName() {}

  /** The comparison key: NFKC, lower case (ROOT), NFKC. */
  public static String key(String userName) {
    String folded = Normalizer.normalize(userName, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  /** Why it cannot be a user name; empty when it can. */
  public static Optional<String> whyNot(String userName) {
    if (userName.isBlank()) {
      return Optional.of("userName is required.");
    }
    if (userName.length() > LONGEST) {
      return Optional.of("userName is longer than " + LONGEST + " characters.");
    }
    int first = userName.codePointAt(0);
    int last = userName.codePointBefore(userName.length());
    if (isSpace(first) || isSpace(last)) {
      return Optional.of("userName begins or ends with white space.");
    }
    return userName.codePoints().anyMatch(UserName::isInvisible)
        ? Optional.of("userName holds a control or format character.")
        : Optional.empty();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.UNASSIGNED
        || type == Character.PRIVATE_USE;
  }
}
