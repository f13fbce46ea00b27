package io.bailiwick.gateway.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.PatchPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of {@link Leniency#STRICT}, which rejects input that leniency would understand. */
public final class Strictness {
  private Strictness() {}

  /**
   * Checks that a whole resource names its schema and has values of the right type only.
   *
   * @throws ScimException invalidSyntax or invalidValue, naming the attribute
   */
  public static void resource(ResourceType type, ObjectNode resource) {
    schemas(resource, type.core().id());
    for (Map.Entry<String, JsonNode> member : resource.properties()) {
      type.extension(member.getKey())
          .ifPresent(extension -> extension(extension, member.getValue()));
      type.coreAttribute(member.getKey())
          .filter(attribute -> !attribute.isReadOnly())
          .ifPresent(attribute -> value(attribute, member.getValue(), attribute.name()));
    }
  }

  private static void extension(Schema schema, JsonNode data) {
    for (Map.Entry<String, JsonNode> member : data.properties()) {
      schema
          .attribute(member.getKey())
          .filter(attribute -> !attribute.isReadOnly())
          .ifPresent(
              attribute ->
                  value(attribute, member.getValue(), schema.id() + ":" + attribute.name()));
    }
  }

  /**
   * Checks that a message names its schema (RFC 7644 section 3.1).
   *
   * @throws ScimException invalidSyntax
   */
  public static void schemas(ObjectNode body, String urn) {
    if (body.path("schemas").valueStream().noneMatch(one -> one.asText().equals(urn))) {
      throw new ScimException(ScimType.INVALID_SYNTAX, "schemas must name " + urn + ".");
    }
  }

  /**
   * Checks that values have the right type, that names are writable, and that no removal has a
   * value.
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
      Optional<Schema> extension = operation.path().flatMap(type::extension);
      if (extension.isPresent()) {
        extension(extension.get(), operation.value());
      } else if (operation.path().isEmpty()) {
        members(type, operation.value());
      } else if (!PatchOperation.isSchemas(type, operation.path().get())) {
        PatchPath path = FilterParser.parsePath(type, operation.path().get());
        boolean selects = path.selector().isPresent() && path.attribute().sub().isEmpty();
        if (selects) {
          element(path.attribute().target(), operation.value(), operation.path().get());
        } else {
          value(path.attribute().target(), operation.value(), operation.path().get());
        }
      }
    }
  }

  private static void members(ResourceType type, JsonNode value) {
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      Optional<Schema> extension = type.extension(member.getKey());
      if (extension.isPresent()) {
        extension(extension.get(), member.getValue());
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
    if (attribute.multiValued() && !value.isArray() && !value.isMissingNode() && !value.isNull()) {
      throw invalid(path, "a list");
    }
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      element(attribute, one, path);
    }
  }

  private static void element(Attribute attribute, JsonNode one, String path) {
    switch (attribute.type()) {
      case BOOLEAN -> require(!one.isTextual(), path, "true or false");
      case STRING, REFERENCE -> require(!one.isNumber() && !one.isBoolean(), path, "a string");
      case COMPLEX ->
          require(one.isObject() || one.isNull() || one.isMissingNode(), path, "an object");
      case DECIMAL, INTEGER, DATE_TIME, BINARY -> {
        // No leniency applies to these.
      }
    }
    for (Map.Entry<String, JsonNode> part : one.properties()) {
      attribute
          .sub(part.getKey())
          .ifPresent(sub -> value(sub, part.getValue(), path + "." + sub.name()));
    }
  }

  private static void require(boolean holds, String path, String what) {
    if (!holds) {
      throw invalid(path, what);
    }
  }

  private static ScimException invalid(String path, String what) {
    return new ScimException(ScimType.INVALID_VALUE, path + " must be " + what + ".");
  }
}
