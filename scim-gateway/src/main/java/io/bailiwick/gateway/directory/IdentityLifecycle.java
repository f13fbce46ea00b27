package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.scim.patch.Patch;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.Optional;

/** Decides what a command makes of an identity. */
public final class IdentityLifecycle {
  private static final int LONGEST_KEY = 256;

  /** An event carries the identity: it must stay far below what Kafka takes (1 MiB). */
  private static final int LARGEST = 64 << 10;

  private IdentityLifecycle() {}

  /** Decides on a new identity, which gets the id that is given. */
  public static Outcome create(
      String organization, String id, IdentityCommand.Create command, Instant now) {
    ObjectNode resource = command.resource().deepCopy();
    if (!resource.has("active")) {
      resource.put("active", true);
    }
    Optional<ScimError> wrong = whyNot(resource);
    if (wrong.isPresent()) {
      return new Outcome.Invalid(wrong.get());
    }
    StoredIdentity created =
        new StoredIdentity(id, organization, 1, resource, false, Optional.empty(), now, now);
    return new Outcome.Accepted(created, new IdentityEvent.Created(created.identity()));
  }

  /** Decides on a command to an identity; a tombstone is as good as none. */
  public static Outcome decide(
      Optional<StoredIdentity> state, IdentityCommand command, Instant now) {
    if (state.isEmpty() || state.get().deleted()) {
      return new Outcome.NotFound();
    }
    StoredIdentity before = state.get();
    if (command.expectedVersion().orElse(before.version()) != before.version()) {
      return new Outcome.VersionMismatch(before.version());
    }
    return switch (command) {
      case IdentityCommand.Create _ ->
          throw new IllegalArgumentException("there is an identity already");
      case IdentityCommand.Replace replace -> replaced(before, replace.resource(), now);
      case IdentityCommand.Change change -> changed(before, change, now);
      case IdentityCommand.Delete _ -> deleted(before, now);
    };
  }

  private static Outcome replaced(StoredIdentity before, ObjectNode given, Instant now) {
    ObjectNode resource = given.deepCopy();
    if (!resource.has("active")) {
      resource.put("active", before.active());
    }
    return next(before, resource, now);
  }

  private static Outcome changed(
      StoredIdentity before, IdentityCommand.Change change, Instant now) {
    try {
      ObjectNode patched = Patch.apply(ResourceType.USER, before.resource(), change.operations());
      if (!patched.has("active")) {
        patched.put("active", before.active());
      }
      return next(before, patched, now);
    } catch (ScimException refused) {
      return new Outcome.Invalid(refused.error());
    }
  }

  private static Outcome next(StoredIdentity before, ObjectNode resource, Instant now) {
    if (resource.equals(before.resource())) {
      return new Outcome.Unchanged(before);
    }
    Optional<ScimError> wrong = whyNot(resource);
    if (wrong.isPresent()) {
      return new Outcome.Invalid(wrong.get());
    }
    boolean leaves = before.active() && !resource.path("active").asBoolean(true);
    StoredIdentity after =
        new StoredIdentity(
            before.id(),
            before.organization(),
            before.version() + 1,
            resource,
            false,
            leaves ? Optional.of(now) : before.sessionsNotBefore(),
            before.createdAt(),
            now);
    return new Outcome.Accepted(after, event(before, after));
  }

  private static Outcome deleted(StoredIdentity before, Instant now) {
    ObjectNode remains = JsonNodeFactory.instance.objectNode();
    remains.put("userName", before.userName());
    StoredIdentity after =
        new StoredIdentity(
            before.id(),
            before.organization(),
            before.version() + 1,
            remains,
            true,
            Optional.of(now),
            before.createdAt(),
            now);
    return new Outcome.Accepted(after, new IdentityEvent.Deleted(after.identity()));
  }

  private static IdentityEvent event(StoredIdentity before, StoredIdentity after) {
    Identity identity = after.identity();
    if (before.active() == after.active()) {
      return new IdentityEvent.Updated(identity);
    }
    return after.active()
        ? new IdentityEvent.Reactivated(identity)
        : new IdentityEvent.Deactivated(identity);
  }

  private static Optional<ScimError> whyNot(ObjectNode resource) {
    Optional<String> badName = UserName.whyNot(resource.path("userName").asText());
    if (badName.isPresent()) {
      return Optional.of(ScimError.of(ScimType.INVALID_VALUE, badName.get()));
    }
    if (resource.toString().length() > LARGEST) {
      return Optional.of(
          ScimError.of(
              ScimType.INVALID_VALUE, "The user is larger than " + LARGEST + " characters."));
    }
    StoredIdentity draft =
        new StoredIdentity(
            "", "", 0, resource, false, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
    if (draft.externalId().filter(value -> value.length() > LONGEST_KEY).isPresent()) {
      return Optional.of(tooLong("externalId"));
    }
    if (draft.email().filter(value -> value.length() > LONGEST_KEY).isPresent()) {
      return Optional.of(tooLong("emails.value"));
    }
    return draft.roles().stream()
        .filter(role -> Role.named(role).isEmpty())
        .findFirst()
        .map(
            role ->
                ScimError.of(
                    ScimType.INVALID_VALUE,
                    "roles.value must be one of no_access, read, contributor, write, admin."));
  }

  private static ScimError tooLong(String attribute) {
    return ScimError.of(
        ScimType.INVALID_VALUE, attribute + " is longer than " + LONGEST_KEY + " characters.");
  }
}
