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

/** What a client wants of a group, read as a group of the organization's type. */
public sealed interface GroupCommand {

  /**
   * A new group from the body of a POST.
   *
   * @throws ScimException naming what is wrong with it
   */
  static Create create(ResourceType type, ObjectNode body, Leniency profile) {
    if (profile == Leniency.STRICT) {
      Strictness.resource(type, body);
    }
    ObjectNode rest = body.deepCopy();
    MemberChange members = MemberEdits.takeFrom(rest);
    return new Create(Resources.read(type, rest), members);
  }

  /** All of its attributes and its members from the body of a PUT. */
  static Replace replace(
      ResourceType type, ObjectNode body, Set<Long> ifVersions, Leniency profile) {
    Create whole = create(type, body, profile);
    return new Replace(type, whole.resource(), whole.members(), ifVersions);
  }

  /** Some of its attributes, and what becomes of its members, from the body of a PATCH. */
  static Change change(ResourceType type, ObjectNode body, Set<Long> ifVersions, Leniency profile) {
    MemberEdits edits = MemberEdits.of(PatchOperation.read(type, body, profile));
    return new Change(type, edits.others(), edits.members(), ifVersions);
  }

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
