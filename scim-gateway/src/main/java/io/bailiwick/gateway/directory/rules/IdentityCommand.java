package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.patch.Strictness;
import java.util.List;
import java.util.Set;

/** What a client wants of an identity, read as a user of the organization's type. */
public sealed interface IdentityCommand {

  /**
   * A new identity from the body of a POST.
   *
   * @throws ScimException naming what is wrong with it
   */
  static Create create(ResourceType type, ObjectNode body, Leniency profile) {
    return new Create(type, whole(type, body, profile));
  }

  private static ObjectNode whole(ResourceType type, ObjectNode body, Leniency profile) {
    if (profile == Leniency.STRICT) {
      Strictness.resource(type, body);
    }
    return Resources.read(type, body);
  }

  /** All of its attributes from the body of a PUT. */
  static Replace replace(
      ResourceType type, ObjectNode body, Set<Long> ifVersions, Leniency profile) {
    return new Replace(type, whole(type, body, profile), ifVersions);
  }

  /** Some of its attributes from the body of a PATCH. */
  static Change change(ResourceType type, ObjectNode body, Set<Long> ifVersions, Leniency profile) {
    return new Change(type, PatchOperation.read(type, body, profile), ifVersions);
  }

  /** The versions of which the identity must have one; empty where the client does not care. */
  default Set<Long> expectedVersions() {
    return switch (this) {
      case Replace replace -> replace.ifVersions();
      case Change change -> change.ifVersions();
      case Delete delete -> delete.ifVersions();
      case Create _, Lock _, Unlock _, EndSessions _ -> Set.of();
    };
  }

  /** A new identity. */
  record Create(ResourceType type, ObjectNode resource) implements IdentityCommand {}

  /** All of its attributes at once. */
  record Replace(ResourceType type, ObjectNode resource, Set<Long> ifVersions)
      implements IdentityCommand {}

  /** Some of its attributes. */
  record Change(ResourceType type, List<PatchOperation> operations, Set<Long> ifVersions)
      implements IdentityCommand {}

  /** Its end. */
  record Delete(Set<Long> ifVersions) implements IdentityCommand {}

  /** An administrator's hold, which the identity provider cannot lift. */
  record Lock() implements IdentityCommand {}

  /** The end of that hold. */
  record Unlock() implements IdentityCommand {}

  /** The end of all sessions; access stays. */
  record EndSessions() implements IdentityCommand {}
}
