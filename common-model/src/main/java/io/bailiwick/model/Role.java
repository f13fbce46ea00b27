package io.bailiwick.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A member's role in its organization, least privileged first. */
public enum Role {
  NO_ACCESS,
  READ,
  CONTRIBUTOR,
  WRITE,
  ADMIN;

  /** Returns the name on the wire: {@code no_access}, {@code read}, {@code contributor}, ... */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role of a wire name, in any letter case; empty if there is no such role. */
  public static Optional<Role> named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.wireName().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  @JsonCreator
  static Role fromWire(String name) {
    return named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of no_access, read, contributor, write, admin"));
  }

  /** Returns whether this role grants everything that {@code least} grants. */
  public boolean atLeast(Role least) {
    return compareTo(least) >= 0;
  }
}
