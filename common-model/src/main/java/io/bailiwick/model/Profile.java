package io.bailiwick.model;

import java.util.Optional;

/** What the platform may show of a person; every part as the identity provider wrote it. */
public record Profile(
    Optional<String> displayName,
    Optional<String> givenName,
    Optional<String> familyName,
    Optional<String> email,
    Optional<String> locale,
    Optional<String> timezone) {

  public static final Profile EMPTY =
      new Profile(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
