package io.bailiwick.model;

import java.util.Optional;

/**
 * The attributes of a person that the platform may show, exactly as the identity provider wrote
 * them.
 */
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
