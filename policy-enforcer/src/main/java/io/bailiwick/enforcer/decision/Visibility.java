package io.bailiwick.enforcer.decision;

import java.util.Locale;
import java.util.Optional;

/** Who may see content. */
public enum Visibility {
  PRIVATE,
  INTERNAL,
  PUBLIC,
  /** Private source, public app. */
  PROTECTED,
  /** The request does not say, or says what is none of these. */
  UNSTATED;

  /** Whether anything of what is left may be open to everybody: doubt counts as public. */
  public boolean isPublic() {
    return this == PUBLIC || this == PROTECTED || this == UNSTATED;
  }

  /** Whether its content is certainly open to everybody: doubt counts as private. */
  public boolean isReadable() {
    return this == PUBLIC;
  }

  /** Whether it can certainly be used by everybody, as an app can whose source is private. */
  public boolean isUsable() {
    return this == PUBLIC || this == PROTECTED;
  }

  /** The visibility of a word, in any letter case. */
  public static Visibility of(Optional<String> word) {
    return word.flatMap(Visibility::named).orElse(UNSTATED);
  }

  private static Optional<Visibility> named(String word) {
    for (Visibility visibility : values()) {
      if (visibility != UNSTATED && visibility.name().equals(word.toUpperCase(Locale.ROOT))) {
        return Optional.of(visibility);
      }
    }
    return Optional.empty();
  }
}
