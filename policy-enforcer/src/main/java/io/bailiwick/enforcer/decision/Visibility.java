package io.bailiwick.enforcer.decision;

import java.util.Locale;
import java.util.Optional;

/** Who may see content. */
public enum Visibility {
  PRIVATE,
  INTERNAL,
  PUBLIC,
  /** Private source, public app. */
  PROTECTED;

  /** Whether anything of it is open to everybody. */
  public boolean isPublic() {
    return this == PUBLIC || this == PROTECTED;
  }

  /** The visibility of a word, exactly as written; what is not one counts as public. */
  public static Visibility of(Optional<String> word) {
    return word.flatMap(Visibility::named).orElse(PUBLIC);
  }

  private static Optional<Visibility> named(String word) {
    for (Visibility visibility : values()) {
      if (visibility.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(visibility);
      }
    }
    return Optional.empty();
  }
}
