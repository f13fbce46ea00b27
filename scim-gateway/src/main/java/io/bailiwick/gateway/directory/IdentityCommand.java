package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.patch.PatchOperation;
import io.bailiwick.gateway.scim.patch.Strictness;
import io.bailiwick.gateway.scim.schema.Profile;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.Resources;
import io.bailiwick.gateway.scim.schema.ScimException;
import java.util.List;
import java.util.OptionalLong;

/** What a client wants of an identity, read as a user of the organization's type. */
public sealed interface IdentityCommand {

  /**
   * A new identity from the body of a POST.
   *
   * @throws ScimException naming what is wrong with it
   */
  static Create create(ResourceType type, ObjectNode body, Profile profile) {
    if (profile == Profile.STRICT) {
      Strictness.create(body);
    }
    return new Create(type, Resources.read(type, body));
  }

  /** All of its attributes from the body of a PUT. */
  static Replace replace(ResourceType type, ObjectNode body, OptionalLong ifVersion) {
    return new Replace(type, Resources.read(type, body), ifVersion);
  }

  /** Some of its attributes from the body of a PATCH. */
  static Change change(
      ResourceType type, ObjectNode body, OptionalLong ifVersion, Profile profile) {
    return new Change(type, PatchOperation.read(type, body, profile), ifVersion);
  }

  /** The version that the identity must have; empty where the client does not care. */
  default OptionalLong expectedVersion() {
    return switch (this) {
      case Replace replace -> replace.ifVersion();
      case Change change -> change.ifVersion();
      case Delete delete -> delete.ifVersion();
      case Create _, Lock _, Unlock _, EndSessions _ -> OptionalLong.empty();
    };
  }

  /** A new identity. */
  record Create(ResourceType type, ObjectNode resource) implements IdentityCommand {}

  /** All of its attributes at once. */
  record Replace(ResourceType type, ObjectNode resource, OptionalLong ifVersion)
      implements IdentityCommand {}

  /** Some of its attributes. */
  record Change(ResourceType type, List<PatchOperation> operations, OptionalLong ifVersion)
      implements IdentityCommand {}

  /** Its end. */
  record Delete(OptionalLong ifVersion) implements IdentityCommand {}

  /** An administrator's hold, which the identity provider cannot lift. */
  record Lock() implements IdentityCommand {}

  /** The end of that hold. */
  record Unlock() implements IdentityCommand {}

  /** The end of all sessions; access stays. */
  record EndSessions() implements IdentityCommand {}
}
