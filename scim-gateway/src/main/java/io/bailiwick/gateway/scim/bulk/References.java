package io.bailiwick.gateway.scim.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to resources that the same bulk request creates. They are {@code bulkId:name} as a
 * value, in the path of the operation, and quoted in the path of a PATCH (RFC 7644 section 3.7.2).
 */
public final class References {
  private static final String PREFIX = "bulkId:";
  private static final Pattern QUOTED = Pattern.compile("\"bulkId:([^\"]+)\"");

  private References() {}

  /** Returns the names that an operation refers to in its path and its data. */
  public static Set<String> of(Optional<String> id, ObjectNode data) {
    Set<String> names = new LinkedHashSet<>();
    id.flatMap(References::name).ifPresent(names::add);
    collect(data, names);
    return names;
  }

  private static Optional<String> name(String text) {
    return text.startsWith(PREFIX) && text.length() > PREFIX.length()
        ? Optional.of(text.substring(PREFIX.length()))
        : Optional.empty();
  }

  private static void collect(JsonNode node, Set<String> names) {
    if (node.isTextual()) {
      name(node.textValue()).ifPresent(names::add);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (isPath(member)) {
        QUOTED
            .matcher(member.getValue().textValue())
            .results()
            .map(quoted -> quoted.group(1))
            .forEach(names::add);
      }
    }
    node.forEach(child -> collect(child, names));
  }

  private static boolean isPath(Map.Entry<String, JsonNode> member) {
    return member.getKey().toLowerCase(Locale.ROOT).equals("path") && member.getValue().isTextual();
  }

  /** Returns the id that a text stands for. */
  public static String resolve(String text, Map<String, String> ids) {
    return name(text).map(name -> ids.getOrDefault(name, text)).orElse(text);
  }

  /** Tells whether a text is not a reference. */
  public static boolean isResolved(String text) {
    return name(text).isEmpty();
  }

  /**
   * Returns the data with ids in place of names.
   *
   * @param leftOut names that have no id yet; values that hold one of them are left out
   */
  public static ObjectNode resolve(ObjectNode data, Map<String, String> ids, Set<String> leftOut) {
    ObjectNode resolved = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : data.properties()) {
      JsonNode value =
          isPath(member)
              ? TextNode.valueOf(path(member.getValue().textValue(), ids))
              : value(member.getValue(), ids, leftOut);
      if (!value.isMissingNode()) {
        resolved.set(member.getKey(), value);
      }
    }
    return resolved;
  }

  private static JsonNode value(JsonNode value, Map<String, String> ids, Set<String> leftOut) {
    if (value instanceof ObjectNode object) {
      boolean whole = object.valueStream().noneMatch(part -> isOneOf(leftOut, part));
      return whole ? resolve(object, ids, leftOut) : MissingNode.getInstance();
    }
    if (value instanceof ArrayNode array) {
      ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        JsonNode one = value(element, ids, leftOut);
        if (!one.isMissingNode()) {
          resolved.add(one);
        }
      }
      return resolved;
    }
    if (isOneOf(leftOut, value)) {
      return MissingNode.getInstance();
    }
    return value.isTextual() ? TextNode.valueOf(resolve(value.textValue(), ids)) : value;
  }

  private static boolean isOneOf(Set<String> names, JsonNode value) {
    return value.isTextual() && name(value.textValue()).filter(names::contains).isPresent();
  }

  private static String path(String path, Map<String, String> ids) {
    return QUOTED
        .matcher(path)
        .replaceAll(
            (MatchResult quoted) ->
                Matcher.quoteReplacement(
                    "\"" + ids.getOrDefault(quoted.group(1), PREFIX + quoted.group(1)) + "\""));
  }
}
