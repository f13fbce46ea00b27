package io.bailiwick.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.filter.FilterParser;
import io.bailiwick.gateway.scim.filter.PatchPath;
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
   * A user needs what tells it from others: rule S3.
   *
   * @throws ScimException invalidValue, naming what is missing
   */
  public static void user(ObjectNode user) {
    for (String required : List.of("externalId", "name", "emails")) {
      JsonNode value = user.path(required);
      if (value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
        throw new ScimException(
            ScimType.INVALID_VALUE, required + " is required by this token's profile, STRICT.");
      }
    }
  }

  /**
   * A whole resource names its schema, and has values of the right type only.
   *
   * @throws ScimException invalidSyntax or invalidValue, naming the attribute
   */
  public static void resource(ResourceType type, ObjectNode resource) {
    schemas(resource, type.core().id());
    for (Map.Entry<String, JsonNode> member : resource.properties()) {
      type.coreAttribute(member.getKey())
          .filter(attribute -> !attribute.isReadOnly())
          .ifPresent(attribute -> value(attribute, member.getValue(), attribute.name()));
    }
  }

  private static void schemas(ObjectNode body, String urn) {
    if (body.path("schemas").valueStream().noneMatch(one -> one.asText().equals(urn))) {
      throw new ScimException(ScimType.INVALID_SYNTAX, "schemas must name " + urn + ".");
    }
  }

  /**
   * Values of the right type only, names only of what can be written, no value to remove by.
   *
   * @throws ScimException invalidSyntax, invalidValue, invalidPath or mutability
   */
  public static void patch(ResourceType type, ObjectNode body, List<PatchOperation> operations) {
    schemas(body, "urn:ietf:params:scim:api:messages:2.0:PatchOp");
    for (PatchOperation operation : operations) {
      if (operation.kind() == PatchOperation.Kind.REMOVE && !operation.value().isMissingNode()) {
        throw new ScimException(
            ScimType.INVALID_VALUE, "remove takes no value: name what goes in the path.");
      }
      if (operation.path().isEmpty()) {
        members(type, operation.value());
      } else if (type.extension(operation.path().get()).isEmpty()
          && !PatchOperation.isSchemas(type, operation.path().get())) {
        PatchPath path = FilterParser.parsePath(type, operation.path().get());
        if (path.selector().isEmpty() || path.attribute().sub().isPresent()) {
          value(path.attribute().target(), operation.value(), operation.path().get());
        }
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
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      for (Map.Entry<String, JsonNode> part : one.properties()) {
        attribute
            .sub(part.getKey())
            .ifPresent(sub -> value(sub, part.getValue(), path + "." + sub.name()));
      }
    }
  }
}
