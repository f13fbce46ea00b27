package io.bailiwick.enforcer.decision;

import java.util.Locale;
import java.util.Optional;

/** The visibility of content. */
public enum Visibility {
  PRIVATE,
  INTERNAL,
  PUBLIC,
  /** The source is private, and the app is public. */
  PROTECTED,
  /** The request states no visibility, or an unknown one. */
  UNSTATED;

  /** Returns whether any part of the result may be open to everyone: doubt counts as public. */
  public boolean isPublic() {
    return this == PUBLIC || this == PROTECTED || this == UNSTATED;
  }

  /** Returns whether its content is certainly open to everyone: doubt counts as private. */
  public boolean isReadable() {
    return this == PUBLIC;
  }

  /** Returns whether everyone can certainly use it, like an app with a private source. */
  public boolean isUsable() {
    return this == PUBLIC || this == PROTECTED;
  }

  /** Returns the visibility of a word, in any letter case. */
  public static Visibility of(Optional<String> word) {
    return word.isEmpty() ? UNSTATED : of(word.get().toLowerCase(Locale.ROOT));
  }

  private static Visibility of(String word) {
    return switch (word) {
      case "private" -> PRIVATE;
      case "internal" -> INTERNAL;
      case "public" -> PUBLIC;
      case "protected" -> PROTECTED;
      default -> UNSTATED;
    };
  }
}
