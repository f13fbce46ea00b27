package io.bailiwick.gateway.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.AttributeValues;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of a PATCH request, RFC 7644 section 3.5.2.
 *
 * @param path the path; empty if the value's members name the attributes
 * @param value the value; a missing node if there is none
 * @param leniency the leniency for the client that sent it
 */
public record PatchOperation(Kind kind, Optional<String> path, JsonNode value, Leniency leniency) {
  private static final int MOST = 1000;

  /**
   * Reads the operations of a request body, {@code {"schemas":[...],"Operations":[...]}}.
   *
   * @throws ScimException invalidSyntax or noTarget, naming the operation; under {@link
   *     Leniency#STRICT} also the exceptions of {@link Strictness}
   */
  public static List<PatchOperation> read(ResourceType type, ObjectNode body, Leniency leniency) {
    JsonNode operations = member(body, "operations");
    if (!operations.isArray() || operations.isEmpty()) {
      throw syntax("Operations must be a list of at least one operation.");
    }
    if (operations.size() > MOST) {
      throw syntax("Operations has more than " + MOST + " operations.");
    }
    List<PatchOperation> read = new ArrayList<>();
    for (JsonNode operation : operations) {
      read.add(readOne(type, operation, "Operations[" + read.size() + "]", leniency));
    }
    if (leniency == Leniency.STRICT) {
      Strictness.patch(type, body, read);
    }
    return List.copyOf(read);
  }

  private static PatchOperation readOne(
      ResourceType type, JsonNode operation, String name, Leniency leniency) {
    if (!operation.isObject()) {
      throw syntax(name + " must be an object.");
    }
    Kind kind = kind(member(operation, "op"), name);
    JsonNode path = member(operation, "path");
    boolean pathless = isPathless(path);
    if (!pathless && !path.isTextual()) {
      throw new ScimException(ScimType.INVALID_PATH, name + ".path must be a string.");
    }
    if (pathless && kind == Kind.REMOVE) {
      throw new ScimException(ScimType.NO_TARGET, name + ".path is required to remove.");
    }
    JsonNode value = member(operation, "value");
    if (kind != Kind.REMOVE && value.isMissingNode()) {
      throw new ScimException(ScimType.INVALID_VALUE, name + ".value is required.");
    }
    if (pathless && !value.isObject()) {
      throw new ScimException(
          ScimType.INVALID_VALUE, name + ".value must be an object where there is no path.");
    }
    return pathless
        ? new PatchOperation(kind, Optional.empty(), flat(type, value), leniency)
        : new PatchOperation(kind, Optional.of(path.textValue()), value, leniency);
  }

  /** Moves the members below the URN of the core schema to its level. */
  private static JsonNode flat(ResourceType type, JsonNode value) {
    ObjectNode flat = JsonNodeFactory.instance.objectNode();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      boolean core = type.core().id().equalsIgnoreCase(member.getKey());
      if (core && member.getValue() instanceof ObjectNode below) {
        below.properties().forEach(one -> add(type, flat, seen, one));
      } else {
        add(type, flat, seen, member);
      }
    }
    return flat;
  }

  private static void add(
      ResourceType type, ObjectNode flat, Set<String> seen, Map.Entry<String, JsonNode> member) {
    String name =
        AttributePath.resolve(type, member.getKey())
            .map(AttributePath::toString)
            .orElse(member.getKey());
    AttributeValues.refuseTwice(seen, name);
    flat.set(member.getKey(), member.getValue());
  }

  /** Returns the same operation on another path and value. */
  public PatchOperation with(Optional<String> otherPath, JsonNode otherValue) {
    return new PatchOperation(kind, otherPath, otherValue, leniency);
  }

  private static Kind kind(JsonNode op, String name) {
    return switch (op.asText().toLowerCase(Locale.ROOT)) {
      case "add" -> Kind.ADD;
      case "replace" -> Kind.REPLACE;
      case "remove" -> Kind.REMOVE;
      default -> throw syntax(name + ".op must be add, replace or remove.");
    };
  }

  /** Tells whether the {@code path} of an operation is absent, null or empty. */
  public static boolean isPathless(JsonNode path) {
    return path.isMissingNode()
        || path.isNull()
        || (path.isTextual() && path.textValue().isEmpty());
  }

  /**
   * Tells whether a path is {@code schemas}, which is skipped because it follows from the resource.
   */
  static boolean isSchemas(ResourceType type, String path) {
    return path.equalsIgnoreCase("schemas") || path.equalsIgnoreCase(type.core().id() + ":schemas");
  }

  /** Returns a member of an operation, whose name has any letter case; a missing node if none. */
  public static JsonNode member(JsonNode object, String name) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getKey().toLowerCase(Locale.ROOT).equals(name)) {
        return member.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  private static ScimException syntax(String detail) {
    return new ScimException(ScimType.INVALID_SYNTAX, detail);
  }

  /** Tells whether it is about an attribute of the core schema, or a part of one. */
  public boolean names(ResourceType type, String attribute) {
    return path.map(text -> isAbout(type, attribute, text))
        .orElseGet(
            () ->
                value
                    .propertyStream()
                    .anyMatch(member -> isAbout(type, attribute, member.getKey())));
  }

  private static boolean isAbout(ResourceType type, String attribute, String name) {
    int selector = name.indexOf('[');
    return AttributePath.resolve(type, selector < 0 ? name : name.substring(0, selector))
        .filter(found -> found.extension().isEmpty())
        .filter(found -> found.attribute().name().equals(attribute))
        .isPresent();
  }

  /** The kind of an operation. */
  public enum Kind {
    ADD,
    REPLACE,
    REMOVE
  }
}
