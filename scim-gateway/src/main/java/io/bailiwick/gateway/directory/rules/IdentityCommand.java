package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.List;
import java.util.Set;

/** A client's command to an identity, with the attributes of a user. */
public sealed interface IdentityCommand {

  /** Returns the expected versions, one of which the identity must have; empty if any will do. */
  default Set<Long> expectedVersions() {
    return switch (this) {
      case Replace replace -> replace.ifVersions();
      case Change change -> change.ifVersions();
      case Delete delete -> delete.ifVersions();
      case Create _, Lock _, Unlock _, EndSessions _ -> Set.of();
    };
  }

  /** Creates an identity. */
  record Create(ResourceType type, ObjectNode resource) implements IdentityCommand {}

  /** Replaces all attributes. */
  record Replace(ResourceType type, ObjectNode resource, Set<Long> ifVersions)
      implements IdentityCommand {}

  /** Changes some attributes. */
  record Change(ResourceType type, List<PatchOperation> operations, Set<Long> ifVersions)
      implements IdentityCommand {}

  /** Deletes the identity. */
  record Delete(Set<Long> ifVersions) implements IdentityCommand {}

  /** Locks the identity; the identity provider cannot lift an administrator's lock. */
  record Lock() implements IdentityCommand {}

  /** Lifts an administrator's lock. */
  record Unlock() implements IdentityCommand {}

  /** Ends all sessions; access stays. */
  record EndSessions() implements IdentityCommand {}
}
