package io.bailiwick.gateway.directory.rules;

import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.Characters;
import java.util.Optional;

/**
 * The names by which people and groups are told apart. They are stored as written and compared by
 * their {@link Folding#key}. Two different names must not look alike.
 */
public final class Names {
  /** The longest name, in characters. */
  public static final int LONGEST = 256;

  private Names() {}

  /** Returns why a text cannot be the name that an attribute holds; empty if it can. */
  public static Optional<String> whyNot(String attribute, String name) {
    if (name.isBlank()) {
      return Optional.of(attribute + " is required.");
    }
    if (Characters.in(name) > LONGEST) {
      return Optional.of(attribute + " is longer than " + LONGEST + " characters.");
    }
    if (isSpace(name.codePointAt(0)) || isSpace(name.codePointBefore(name.length()))) {
      return Optional.of(attribute + " begins or ends with white space.");
    }
    return name.codePoints().anyMatch(Names::isInvisible)
        ? Optional.of(attribute + " holds a control or format character.")
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
