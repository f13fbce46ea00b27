package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.scim.schema.Folding;
import java.util.Optional;

/** User names: kept as they were written, compared by their {@link Folding#key}. */
public final class UserName {
  /** The longest user name, in characters. */
  public static final int LONGEST = 256;

  private UserName() {}

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
