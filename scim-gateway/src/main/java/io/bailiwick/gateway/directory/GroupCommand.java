package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.patch.PatchOperation;
import java.util.List;
import java.util.OptionalLong;

/** What a client wants of a group. */
public sealed interface GroupCommand {

  /** The version that the group must have; empty where the client does not care. */
  OptionalLong ifVersion();

  /** All of its attributes at once, and its members. */
  record Replace(ObjectNode resource, MemberChange members, OptionalLong ifVersion)
      implements GroupCommand {}

  /** Some of its attributes, and what becomes of its members. */
  record Change(List<PatchOperation> operations, MemberChange members, OptionalLong ifVersion)
      implements GroupCommand {}

  /** Its end. */
  record Delete(OptionalLong ifVersion) implements GroupCommand {}
}
