package io.bailiwick.gateway.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resources as they are kept: attributes by their defined names, only defined and writable ones,
 * extensions under their URN, without {@code id}, {@code meta} and {@code schemas}.
 */
public final class Resources {
  private Resources() {}

  /**
   * The kept form of a resource that a client sent.
   *
   * @throws ScimException invalidValue or invalidSyntax, naming the attribute
   */
  public static ObjectNode read(ResourceType type, ObjectNode raw) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : raw.properties()) {
      Optional<Schema> extension = type.extension(member.getKey());
      if (extension.isPresent()) {
        extension(extension.get(), member.getValue())
            .ifPresent(value -> kept.set(extension.get().id(), value));
        continue;
      }
      type.coreAttribute(member.getKey())
          .filter(attribute -> !attribute.isReadOnly())
          .ifPresent(
              attribute -> {
                Values.refuseTwice(seen, attribute, "");
                Values.read(attribute, member.getValue(), attribute.name())
                    .ifPresent(value -> kept.set(attribute.name(), value));
              });
    }
    check(type, kept);
    return kept;
  }

  private static Optional<ObjectNode> extension(Schema schema, JsonNode raw) {
    if (raw.isNull()) {
      return Optional.empty();
    }
    if (!raw.isObject()) {
      throw new ScimException(ScimType.INVALID_VALUE, schema.id() + " must be an object.");
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : raw.properties()) {
      schema
          .attribute(member.getKey())
          .filter(attribute -> !attribute.isReadOnly())
          .ifPresent(
              attribute -> {
                Values.refuseTwice(seen, attribute, schema.id());
                Values.read(attribute, member.getValue(), schema.id() + ":" + attribute.name())
                    .ifPresent(value -> kept.set(attribute.name(), value));
              });
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
  }

  /**
   * What must hold for a whole resource: required attributes are there, one primary at the most.
   *
   * @throws ScimException invalidValue, naming the attribute
   */
  public static void check(ResourceType type, ObjectNode kept) {
    for (Attribute attribute : type.core().attributes()) {
      JsonNode value = kept.path(attribute.name());
      if (attribute.required() && (value.isMissingNode() || value.asText("x").isBlank())) {
        throw new ScimException(ScimType.INVALID_VALUE, attribute.name() + " is required.");
      }
      if (attribute.multiValued() && attribute.sub("primary").isPresent()) {
        checkPrimary(attribute.name(), value);
      }
    }
  }

  private static void checkPrimary(String name, JsonNode values) {
    int primaries = 0;
    for (JsonNode value : values) {
      primaries += value.path("primary").asBoolean() ? 1 : 0;
    }
    if (primaries > 1) {
      throw new ScimException(
          ScimType.INVALID_VALUE, name + " has more than one value with primary true.");
    }
  }

  /** The URNs of the schemas that a kept resource has data of; the core one is always there. */
  public static List<String> schemas(ResourceType type, ObjectNode kept) {
    return type.schemas()
        .map(Schema::id)
        .filter(id -> id.equals(type.core().id()) || kept.has(id))
        .toList();
  }
}
