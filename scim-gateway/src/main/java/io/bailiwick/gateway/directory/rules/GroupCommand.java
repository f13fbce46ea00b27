package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.List;
import java.util.Set;

/** What a client wants of a group, read as a group of the organization's type. */
public sealed interface GroupCommand {

  /** The versions of which the group must have one; empty where the client does not care. */
  default Set<Long> expectedVersions() {
    return switch (this) {
      case Create _ -> Set.of();
      case Replace replace -> replace.ifVersions();
      case Change change -> change.ifVersions();
      case Delete delete -> delete.ifVersions();
    };
  }

  /** A new group. */
  record Create(ObjectNode resource, MemberChange members) implements GroupCommand {}

  /** All of its attributes at once, and its members. */
  record Replace(ResourceType type, ObjectNode resource, MemberChange members, Set<Long> ifVersions)
      implements GroupCommand {}

  /** Some of its attributes, and what becomes of its members. */
  record Change(
      ResourceType type,
      List<PatchOperation> operations,
      MemberChange members,
      Set<Long> ifVersions)
      implements GroupCommand {}

  /** Its end. */
  record Delete(Set<Long> ifVersions) implements GroupCommand {}
}
