package io.bailiwick.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.schema.Attribute;
import io.bailiwick.gateway.scim.schema.AttributePath;
import io.bailiwick.gateway.scim.schema.Profile;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link Profile#STRICT} refuses although it would be understood. */
public final class Strictness {
  private Strictness() {}

  /**
   * A new user needs what tells it from others: rule S3.
   *
   * @throws ScimException invalidValue, naming what is missing
   */
  public static void create(ObjectNode user) {
    for (String required : List.of("externalId", "name", "emails")) {
      JsonNode value = user.path(required);
      if (value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
        throw new ScimException(
            ScimType.INVALID_VALUE, required + " is required by this token's profile, STRICT.");
      }
    }
  }

  /**
   * Values of the right type only, names only of what can be written, no value to remove by.
   *
   * @throws ScimException invalidValue, invalidPath or mutability
   */
  public static void check(ResourceType type, List<PatchOperation> operations) {
    for (PatchOperation operation : operations) {
      if (operation.kind() == PatchOperation.Kind.REMOVE && !operation.value().isMissingNode()) {
        throw new ScimException(
            ScimType.INVALID_VALUE, "remove takes no value: name what goes in the path.");
      }
      if (operation.path().isEmpty()) {
        members(type, operation.value());
      } else {
        operation
            .path()
            .flatMap(path -> AttributePath.resolve(type, path))
            .ifPresent(path -> value(path.target(), operation.value(), path.toString()));
      }
    }
  }

  private static void members(ResourceType type, JsonNode value) {
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (type.extension(member.getKey()).isPresent()) {
        continue;
      }
      Optional<AttributePath> path =
          AttributePath.resolve(type, member.getKey()).filter(known -> known.sub().isEmpty());
      if (path.isEmpty()) {
        throw new ScimException(
            ScimType.INVALID_PATH, member.getKey() + " is no attribute of a " + type.name() + ".");
      }
      Attribute attribute = path.get().attribute();
      if (attribute.isReadOnly()) {
        throw new ScimException(ScimType.MUTABILITY, attribute.name() + " cannot be written.");
      }
      value(attribute, member.getValue(), attribute.name());
    }
  }

  private static void value(Attribute attribute, JsonNode value, String path) {
    if (attribute.type() == Attribute.Type.BOOLEAN && value.isTextual()) {
      throw new ScimException(ScimType.INVALID_VALUE, path + " must be true or false.");
    }
    if (attribute.multiValued() && !value.isArray() && !value.isMissingNode() && !value.isNull()) {
      throw new ScimException(ScimType.INVALID_VALUE, path + " must be a list.");
    }
  }
}
