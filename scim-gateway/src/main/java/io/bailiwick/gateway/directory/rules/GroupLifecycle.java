package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.patch.Patch;
import io.bailiwick.model.Characters;
import java.time.Instant;
import java.util.Optional;

/** Decides how a command changes a group. */
public final class GroupLifecycle {
  private static final String NAME = "displayName";
  private static final int LONGEST = 256;
  private static final int LARGEST = 64 << 10;

  private GroupLifecycle() {}

  /** Decides on a new group. */
  public static GroupOutcome create(
      String organization, String id, GroupCommand.Create command, Instant now) {
    ObjectNode resource = command.resource();
    Optional<ScimError> wrong = badName(resource).or(() -> whyNot(resource));
    return wrong.isPresent()
        ? new GroupOutcome.Refused(new Outcome.Invalid(wrong.get()))
        : new GroupOutcome.Accepted(
            Optional.empty(),
            new StoredGroup(id, organization, 1, resource, now, now),
            command.members());
  }

  /** Decides on a command to a group. */
  public static GroupOutcome decide(
      Optional<StoredGroup> state, GroupCommand command, Instant now) {
    if (state.isEmpty()) {
      return new GroupOutcome.Refused(new Outcome.NotFound());
    }
    StoredGroup before = state.get();
    if (!command.expectedVersions().isEmpty()
        && !command.expectedVersions().contains(before.version())) {
      return new GroupOutcome.Refused(new Outcome.VersionMismatch(before.version()));
    }
    return switch (command) {
      case GroupCommand.Create _ -> throw new IllegalArgumentException("there is a group already");
      case GroupCommand.Replace replace -> replaced(before, replace, now);
      case GroupCommand.Change change -> changed(before, change, now);
      case GroupCommand.Delete _ -> new GroupOutcome.Ended(before);
    };
  }

  private static GroupOutcome replaced(
      StoredGroup before, GroupCommand.Replace replace, Instant now) {
    ObjectNode after = replace.resource().deepCopy();
    Resources.keepImmutable(replace.type(), before.resource(), after);
    return next(before, replace.type(), after, replace.members(), now);
  }

  private static GroupOutcome changed(StoredGroup before, GroupCommand.Change change, Instant now) {
    try {
      ObjectNode after = Patch.apply(change.type(), before.resource(), change.operations());
      return next(before, change.type(), after, change.members(), now);
    } catch (ScimException refused) {
      return new GroupOutcome.Refused(new Outcome.Invalid(refused.error()));
    }
  }

  private static GroupOutcome next(
      StoredGroup before, ResourceType type, ObjectNode after, MemberChange members, Instant now) {
    boolean isRenamed = !before.resource().path(NAME).equals(after.path(NAME));
    Optional<ScimError> wrong =
        (isRenamed ? badName(after) : Optional.<ScimError>empty())
            .or(() -> whyNot(after))
            .or(() -> Resources.whyNotAfter(type, before.resource(), after));
    if (wrong.isPresent()) {
      return new GroupOutcome.Refused(new Outcome.Invalid(wrong.get()));
    }
    return after.equals(before.resource()) && !members.isSomething()
        ? new GroupOutcome.Unchanged(before)
        : new GroupOutcome.Accepted(Optional.of(before), before.next(after, now), members);
  }

  private static Optional<ScimError> badName(ObjectNode resource) {
    return Names.whyNot(NAME, resource.path(NAME).asText())
        .map(why -> new ScimError(ScimType.INVALID_VALUE, why));
  }

  private static Optional<ScimError> whyNot(ObjectNode resource) {
    if (resource.toString().length() > LARGEST) {
      return wrong("The group is larger than " + LARGEST + " characters, members not counted.");
    }
    return Characters.in(resource.path("externalId").asText()) > LONGEST
        ? wrong("externalId is longer than " + LONGEST + " characters.")
        : Optional.empty();
  }

  private static Optional<ScimError> wrong(String detail) {
    return Optional.of(new ScimError(ScimType.INVALID_VALUE, detail));
  }
}
