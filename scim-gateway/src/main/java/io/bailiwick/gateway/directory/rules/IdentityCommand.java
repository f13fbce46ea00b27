package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.List;
import java.util.Set;

/** What a client wants of an identity, with the attributes of a user. */
public sealed interface IdentityCommand {

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
