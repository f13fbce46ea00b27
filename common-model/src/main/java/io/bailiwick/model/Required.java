package io.bailiwick.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks for the records' compact constructors; each names the field that is at fault. */
final class Required {
  private static final long LARGEST_VERSION = 1L << 40;

  private Required() {}

  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is required");
    }
  }

  static void text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(field + " is required");
    }
  }

  /** Returns empty for a component that older events do not have. */
  @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"})
  static <T> Optional<T> orEmpty(@Nullable Optional<T> value) {
    return value == null ? Optional.empty() : value;
  }

  /**
   * Requires a possible version. No key has that many changes, and a forged version must not win
   * for ever.
   */
  static void version(String field, long value) {
    if (value < 1 || value > LARGEST_VERSION) {
      throw new IllegalArgumentException(field + " must be 1 to " + LARGEST_VERSION);
    }
  }

  static void positive(String field, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " must be 1 or more");
    }
  }
}
