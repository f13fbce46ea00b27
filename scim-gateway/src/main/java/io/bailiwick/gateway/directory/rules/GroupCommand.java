package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.List;
import java.util.Set;

/** A client's command to a group, read as a group of the organization's type. */
public sealed interface GroupCommand {

  /** Returns the expected versions, one of which the group must have; empty if any will do. */
  default Set<Long> expectedVersions() {
    return switch (this) {
      case Create _ -> Set.of();
      case Replace replace -> replace.ifVersions();
      case Change change -> change.ifVersions();
      case Delete delete -> delete.ifVersions();
    };
  }

  /** Creates a group. */
  record Create(ObjectNode resource, MemberChange members) implements GroupCommand {}

  /** Replaces all attributes and the members. */
  record Replace(ResourceType type, ObjectNode resource, MemberChange members, Set<Long> ifVersions)
      implements GroupCommand {}

  /** Changes some attributes and the members. */
  record Change(
      ResourceType type,
      List<PatchOperation> operations,
      MemberChange members,
      Set<Long> ifVersions)
      implements GroupCommand {}

  /** Deletes the group. */
  record Delete(Set<Long> ifVersions) implements GroupCommand {}
}
