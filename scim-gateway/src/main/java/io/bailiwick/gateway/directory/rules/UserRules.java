package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.model.Characters;
import io.bailiwick.model.Role;
import java.util.Optional;

/** The rules that every user must meet to be stored, whether SCIM or sign-in writes them. */
final class UserRules {
  private static final int LONGEST_KEY = 256;

  /**
   * The largest size of a user. An event carries the identity, which must stay far below Kafka's
   * limit (1 MiB).
   */
  private static final int LARGEST = 64 << 10;

  private UserRules() {}

  /** Returns why a resource cannot be a user; empty if it can. */
  static Optional<ScimError> whyNot(ObjectNode resource) {
    Optional<String> badName = Names.whyNot("userName", resource.path("userName").asText());
    if (badName.isPresent()) {
      return Optional.of(new ScimError(ScimType.INVALID_VALUE, badName.get()));
    }
    if (resource.toString().length() > LARGEST) {
      return Optional.of(
          new ScimError(
              ScimType.INVALID_VALUE, "The user is larger than " + LARGEST + " characters."));
    }
    StoredIdentity draft = StoredIdentity.of(resource);
    if (draft.externalId().filter(value -> Characters.in(value) > LONGEST_KEY).isPresent()) {
      return Optional.of(tooLong("externalId"));
    }
    if (resource
        .path("emails")
        .valueStream()
        .anyMatch(email -> Characters.in(email.path("value").asText()) > LONGEST_KEY)) {
      return Optional.of(tooLong("emails.value"));
    }
    return draft.roles().stream()
        .filter(role -> Role.named(role).isEmpty())
        .findFirst()
        .map(
            role ->
                new ScimError(
                    ScimType.INVALID_VALUE,
                    "roles.value must be one of no_access, read, contributor, write, admin."));
  }

  private static ScimError tooLong(String attribute) {
    return new ScimError(
        ScimType.INVALID_VALUE, attribute + " is longer than " + LONGEST_KEY + " characters.");
  }
}
