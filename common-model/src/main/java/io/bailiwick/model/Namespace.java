package io.bailiwick.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that can own repositories: organizations and accounts share them with the platform's
 * own first path segments ({@code reserved-names.txt}).
 */
public final class Namespace {
  private static final Set<String> RESERVED = reserved();
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");

  private Namespace() {}

  /**
   * Rejects a name that the platform could confuse with something else.
   *
   * @throws IllegalArgumentException naming the field and the rule
   */
  public static void requireUsable(String field, String name) {
    if (DIGITS.matcher(name).matches()) {
      throw new IllegalArgumentException(field + " must not be digits only");
    }
    if (OBJECT_ID.matcher(name).matches()) {
      throw new IllegalArgumentException(field + " must not be 24 hexadecimal digits");
    }
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(field + " must not be a reserved name of the platform");
    }
  }

  private static Set<String> reserved() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Namespace.class.getResourceAsStream("/reserved-names.txt"),
                    "reserved-names.txt"),
                StandardCharsets.UTF_8))) {
      return lines.lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
