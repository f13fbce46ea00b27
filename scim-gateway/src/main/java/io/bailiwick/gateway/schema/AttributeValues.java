package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Converts values to the form that their attribute's definition requires.
 *
 * <p>It is lenient for identity providers. It accepts booleans as strings, and strings as numbers
 * or booleans. It accepts one value in place of a list and the reverse, and a bare string in place
 * of an object with {@code value}. Null, an empty list and an absent value are the same (RFC 7643
 * section 2.5). Read-only and undefined attributes are skipped; {@code password} is discarded.
 */
public final class AttributeValues {
  /** The most values of one attribute. */
  private static final int MOST_VALUES = 1000;

  private static final Set<String> TYPE_AND_VALUE = Set.of("type", "value");

  /** Base64 of RFC 4648 section 4 or 5, with or without padding. */
  private static final Pattern BASE64 =
      Pattern.compile("[A-Za-z0-9+/]*={0,2}|[A-Za-z0-9_-]*={0,2}");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AttributeValues() {}

  /**
   * Returns the value of an attribute; empty if there is none.
   *
   * @throws ScimException invalidValue, naming the attribute
   */
  public static Optional<JsonNode> read(Attribute attribute, JsonNode raw, String path) {
    if (raw.isNull() || raw.isMissingNode() || isNoKey(attribute, raw)) {
      return Optional.empty();
    }
    return attribute.multiValued() ? list(attribute, raw, path) : single(attribute, raw, path);
  }

  /** Tells whether a value is an empty text, which identifies no one. */
  private static boolean isNoKey(Attribute attribute, JsonNode raw) {
    return attribute.name().equals("externalId") && raw.isTextual() && raw.textValue().isEmpty();
  }

  /** Reads one element of a multi-valued attribute, or the value of a single-valued one. */
  public static Optional<JsonNode> single(Attribute attribute, JsonNode raw, String path) {
    if (raw.isNull() || raw.isMissingNode() || (raw.isArray() && raw.isEmpty())) {
      return Optional.empty();
    }
    if (attribute.isComplex() && raw.isArray() && raw.size() == 1) {
      return single(attribute, raw.get(0), path);
    }
    return attribute.isComplex()
        ? complex(attribute, AppRole.read(attribute, raw), path)
        : simple(attribute, raw, path);
  }

  /**
   * Reads one element of a multi-valued attribute; empty for null and an empty list, which state
   * that there is none.
   *
   * @throws ScimException invalidValue, if no part of the element is known. Taken for no value, it
   *     would remove the present one, and a person without a role can be given a higher one
   */
  public static Optional<JsonNode> element(Attribute attribute, JsonNode raw, String path) {
    if (raw.isNull() || raw.isMissingNode() || (raw.isArray() && raw.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(known(attribute, raw, path));
  }

  private static JsonNode known(Attribute attribute, JsonNode raw, String path) {
    return single(attribute, raw, path)
        .orElseThrow(() -> invalid(path, "has a value without any member that the schema knows"));
  }

  private static Optional<JsonNode> list(Attribute attribute, JsonNode raw, String path) {
    ArrayNode values = JSON.arrayNode();
    refuseTooMany(raw.size(), path);
    if (raw.isArray()) {
      raw.forEach(element -> values.add(known(attribute, element, path)));
    } else {
      values.add(known(attribute, raw, path));
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(distinct(attribute, values));
  }

  /**
   * Removes duplicates. Of values with the same {@code type} and {@code value} the first stays,
   * with the later ones' additions (RFC 7643 section 2.4).
   */
  public static ArrayNode distinct(Attribute attribute, ArrayNode elements) {
    if (attribute.sub("value").isEmpty()) {
      return elements;
    }
    Map<JsonNode, ObjectNode> firsts = new HashMap<>();
    ArrayNode distinct = JSON.arrayNode();
    for (JsonNode element : elements) {
      ObjectNode object = (ObjectNode) element;
      ObjectNode first =
          object.has("value") ? firsts.putIfAbsent(typeAndValue(attribute, object), object) : null;
      if (first == null) {
        distinct.add(object);
      } else {
        merge(first, object);
      }
    }
    return distinct;
  }

  private static JsonNode typeAndValue(Attribute attribute, ObjectNode element) {
    return SearchDocument.value(attribute, element.deepCopy().retain(TYPE_AND_VALUE));
  }

  private static void merge(ObjectNode first, ObjectNode twin) {
    boolean primary = first.path("primary").asBoolean() || twin.path("primary").asBoolean();
    twin.properties().stream()
        .filter(part -> !TYPE_AND_VALUE.contains(part.getKey()))
        .forEach(part -> first.set(part.getKey(), part.getValue()));
    if (primary) {
      first.put("primary", true);
    }
  }

  private static Optional<JsonNode> complex(Attribute attribute, JsonNode raw, String path) {
    if (raw.isValueNode() && attribute.sub("value").isPresent()) {
      return raw.asText().isEmpty()
          ? Optional.empty()
          : complex(attribute, JSON.objectNode().set("value", raw), path);
    }
    if (!raw.isObject()) {
      throw invalid(path, "must be an object");
    }
    ObjectNode value = JSON.objectNode();
    parts(attribute, raw, path)
        .forEach((sub, part) -> part.ifPresent(found -> value.set(sub, found)));
    return value.isEmpty() || hasEmptyValue(value) ? Optional.empty() : Optional.of(value);
  }

  /** Tells whether a complex value is only an empty {@code value}, by which Entra ID removes it. */
  public static boolean hasEmptyValue(ObjectNode value) {
    return value.size() == 1
        && value.path("value").isTextual()
        && value.path("value").textValue().isEmpty();
  }

  /**
   * Returns the parts of a complex attribute that an object states, by their names; empty for a
   * part that it unassigns. Read-only and undefined parts are skipped.
   *
   * @throws ScimException invalidValue or invalidSyntax, naming the part
   */
  public static Map<String, Optional<JsonNode>> parts(
      Attribute attribute, JsonNode raw, String path) {
    Map<String, Optional<JsonNode>> parts = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : raw.properties()) {
      attribute
          .sub(member.getKey())
          .filter(sub -> !sub.isReadOnly())
          .ifPresent(
              sub -> {
                refuseTwice(seen, path + "." + sub.name());
                parts.put(sub.name(), read(sub, member.getValue(), path + "." + sub.name()));
              });
    }
    return parts;
  }

  /**
   * Records a name.
   *
   * @throws ScimException invalidSyntax, if the name occurred before
   */
  public static void refuseTwice(Set<String> seen, String name) {
    if (!seen.add(name)) {
      throw new ScimException(ScimType.INVALID_SYNTAX, name + " is given twice.");
    }
  }

  /**
   * Limits the number of an attribute's values.
   *
   * @throws ScimException invalidValue, if there are more
   */
  public static void refuseTooMany(int values, String path) {
    if (values > MOST_VALUES) {
      throw invalid(path, "has more than " + MOST_VALUES + " values");
    }
  }

  private static Optional<JsonNode> simple(Attribute attribute, JsonNode raw, String path) {
    if (attribute.returned() == Attribute.Returned.NEVER) {
      return Optional.empty();
    }
    return Optional.of(
        switch (attribute.type()) {
          case BOOLEAN -> bool(raw, path);
          case INTEGER -> require(raw, raw.isIntegralNumber(), path, "must be an integer");
          case DECIMAL ->
              require(
                  raw,
                  raw.isNumber() && Double.isFinite(raw.doubleValue()),
                  path,
                  "must be a number, finite as a double");
          case STRING, REFERENCE -> text(raw, path);
          case DATE_TIME ->
              require(
                  raw,
                  raw.isTextual() && Folding.instant(raw.textValue()).isPresent(),
                  path,
                  "must be a date and time as in 2026-01-31T12:00:00Z");
          case BINARY ->
              require(
                  raw,
                  raw.isTextual() && BASE64.matcher(raw.textValue()).matches(),
                  path,
                  "must be base64");
          case COMPLEX -> throw new IllegalArgumentException("not a simple attribute: " + path);
        });
  }

  private static JsonNode text(JsonNode raw, String path) {
    return raw.isNumber() || raw.isBoolean()
        ? TextNode.valueOf(raw.asText())
        : require(raw, raw.isTextual(), path, "must be a string");
  }

  private static JsonNode bool(JsonNode raw, String path) {
    if (raw.isBoolean()) {
      return raw;
    }
    return switch (raw.asText().toLowerCase(Locale.ROOT)) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      default -> throw invalid(path, "must be true or false");
    };
  }

  private static JsonNode require(JsonNode raw, boolean holds, String path, String otherwise) {
    if (!holds) {
      throw invalid(path, otherwise);
    }
    return raw;
  }

  private static ScimException invalid(String path, String why) {
    return new ScimException(ScimType.INVALID_VALUE, path + " " + why + ".");
  }
}
