package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Resources as they are stored: defined and writable attributes under their defined names,
 * extensions under their URN, without {@code id}, {@code meta} and {@code schemas}.
 */
public final class Resources {
  private Resources() {}

  /**
   * Returns the stored form of a resource that a client sent.
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
                AttributeValues.refuseTwice(seen, attribute.name());
                AttributeValues.read(attribute, member.getValue(), attribute.name())
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
                AttributeValues.refuseTwice(seen, schema.id() + "." + attribute.name());
                AttributeValues.read(
                        attribute, member.getValue(), schema.id() + ":" + attribute.name())
                    .ifPresent(value -> kept.set(attribute.name(), value));
              });
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
  }

  /**
   * Checks a whole resource. Required attributes must be present, those of an extension if the
   * resource has data of it. At most one value may be primary.
   *
   * @throws ScimException invalidValue, naming the attribute
   */
  public static void check(ResourceType type, ObjectNode kept) {
    check(type, MissingNode.getInstance(), kept);
  }

  /**
   * Checks a resource that a PATCH changes. A required attribute that it never had may stay
   * missing, so that a PATCH can deactivate every user.
   *
   * @throws ScimException invalidValue, naming the attribute
   */
  public static void check(ResourceType type, JsonNode before, ObjectNode kept) {
    check(type.core().attributes(), before, kept, "");
    for (Schema extension : type.extensions()) {
      if (kept.get(extension.id()) instanceof ObjectNode data) {
        check(extension.attributes(), before.path(extension.id()), data, extension.id() + ":");
      }
    }
  }

  private static void check(
      List<Attribute> attributes, JsonNode before, ObjectNode kept, String prefix) {
    for (Attribute attribute : attributes) {
      String path = prefix + attribute.name();
      JsonNode value = kept.path(attribute.name());
      boolean blank = value.isTextual() && value.textValue().isBlank();
      boolean isMissed = before.isMissingNode() || before.has(attribute.name());
      if (attribute.required() && isMissed && (value.isMissingNode() || blank)) {
        throw new ScimException(ScimType.INVALID_VALUE, path + " is required.");
      }
      if (attribute.multiValued() && attribute.sub("primary").isPresent()) {
        checkPrimary(path, value);
      }
      if (value.isArray()) {
        value.forEach(element -> checkParts(attribute, element, path));
      } else {
        checkParts(attribute, value, path);
      }
    }
  }

  private static void checkParts(Attribute attribute, JsonNode value, String path) {
    if (value instanceof ObjectNode complex) {
      check(attribute.subAttributes(), MissingNode.getInstance(), complex, path + ".");
    }
  }

  /**
   * Copies immutable extension attributes into a resource that replaces another. If the resource
   * leaves out their extension or complex attribute, all of that is copied. So clients that do not
   * know an extension can still replace (RFC 7644 section 3.5.1).
   */
  public static void keepImmutable(ResourceType type, ObjectNode before, ObjectNode after) {
    for (Schema extension : type.extensions()) {
      keep(extension.id(), extension.attributes(), before, after);
    }
  }

  private static void keep(String name, List<Attribute> parts, JsonNode before, ObjectNode after) {
    JsonNode was = before.path(name);
    if (!hasImmutable(parts, was)) {
      return;
    }
    if (after.get(name) instanceof ObjectNode is) {
      for (Attribute part : parts) {
        if (part.mutability() == Attribute.Mutability.IMMUTABLE) {
          was.optional(part.name())
              .filter(value -> !is.has(part.name()))
              .ifPresent(value -> is.set(part.name(), value));
        } else if (!part.multiValued()) {
          keep(part.name(), part.subAttributes(), was, is);
        }
      }
    } else if (!after.has(name)) {
      after.set(name, was.deepCopy());
    }
  }

  private static boolean hasImmutable(List<Attribute> attributes, JsonNode value) {
    return attributes.stream()
        .filter(attribute -> value.has(attribute.name()))
        .anyMatch(
            attribute ->
                attribute.mutability() == Attribute.Mutability.IMMUTABLE
                    || (!attribute.multiValued()
                        && hasImmutable(attribute.subAttributes(), value.get(attribute.name()))));
  }

  /**
   * Returns why a resource cannot become another; empty if it can. Immutable attributes stay once
   * they are present.
   */
  public static Optional<ScimError> whyNotAfter(
      ResourceType type, ObjectNode before, ObjectNode after) {
    Stream<String> core = changed(type.core().attributes(), before, after, "");
    Stream<String> extensions =
        type.extensions().stream()
            .flatMap(
                extension ->
                    changed(
                        extension.attributes(),
                        before.path(extension.id()),
                        after.path(extension.id()),
                        extension.id() + ":"));
    return Stream.concat(core, extensions)
        .findFirst()
        .map(path -> new ScimError(ScimType.MUTABILITY, path + " cannot be changed."));
  }

  private static Stream<String> changed(
      List<Attribute> attributes, JsonNode before, JsonNode after, String prefix) {
    return attributes.stream()
        .filter(attribute -> before.has(attribute.name()))
        .flatMap(
            attribute -> {
              JsonNode was = before.path(attribute.name());
              JsonNode is = after.path(attribute.name());
              String path = prefix + attribute.name();
              if (attribute.mutability() == Attribute.Mutability.IMMUTABLE) {
                return was.equals(is) ? Stream.empty() : Stream.of(path);
              }
              return was.isArray()
                  ? changedElements(attribute, was, is, path + ".")
                  : changed(attribute.subAttributes(), was, is, path + ".");
            });
  }

  /**
   * Returns the changed elements; elements with the same {@code value} are the same one before and
   * after.
   */
  private static Stream<String> changedElements(
      Attribute attribute, JsonNode before, JsonNode after, String prefix) {
    return before
        .valueStream()
        .filter(was -> was.has("value"))
        .flatMap(
            was ->
                after
                    .valueStream()
                    .filter(is -> was.path("value").equals(is.path("value")))
                    .flatMap(is -> changed(attribute.subAttributes(), was, is, prefix)));
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

  /** Returns a stored resource without the data of extensions that the type no longer has. */
  public static ObjectNode known(ResourceType type, ObjectNode kept) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : kept.properties()) {
      String name = member.getKey();
      if (name.indexOf(':') < 0 || type.extension(name).isPresent()) {
        known.set(name, member.getValue());
      }
    }
    return known;
  }

  /**
   * Returns the URNs of the schemas that a stored resource has data of, always with the core one.
   */
  public static List<String> schemas(ResourceType type, ObjectNode kept) {
    return type.schemas()
        .map(Schema::id)
        .filter(id -> id.equals(type.core().id()) || kept.has(id))
        .toList();
  }
}
