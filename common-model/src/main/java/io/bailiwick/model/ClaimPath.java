package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds claims by path: {@code groups}, {@code realm_access.roles}, {@code groups.name}. A dot
 * leads into an object, or into each object of a list. If a claim's own name contains a dot ({@code
 * https://acme.example/roles}), the longest name wins.
 */
public final class ClaimPath {
  private static final int LONGEST = 256;

  private ClaimPath() {}

  /**
   * Rejects a text that cannot be a path.
   *
   * @throws IllegalArgumentException naming the field
   */
  public static void require(String field, @Nullable String path) {
    if (path == null || path.isBlank() || Characters.in(path) > LONGEST) {
      throw new IllegalArgumentException(
          field + " must be the path of a claim, 1 to " + LONGEST + " characters");
    }
  }

  /** Returns the value at a path; empty if it is missing or null. An empty value is present. */
  public static Optional<JsonNode> find(JsonNode claims, String path) {
    JsonNode whole = claims.path(path);
    if (!whole.isMissingNode()) {
      return whole.isNull() ? Optional.empty() : Optional.of(whole);
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode inner = claims.path(path.substring(0, dot));
      String rest = path.substring(dot + 1);
      if (inner.isObject()) {
        return find(inner, rest);
      }
      if (inner.isArray()) {
        return Optional.of(members(inner, rest));
      }
    }
    return Optional.empty();
  }

  /** Returns the value at a path in each element of a list; null for an element without it. */
  private static ArrayNode members(JsonNode list, String path) {
    ArrayNode members = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : list) {
      JsonNode found = find(element, path).orElse(NullNode.instance);
      if (found.isArray()) {
        found.forEach(members::add);
      } else {
        members.add(found);
      }
    }
    return members;
  }

  /**
   * Returns the values at a path; empty if it is missing. A list has its texts as values, and a
   * text itself. An object has the names of its members that are true or hold a value.
   *
   * @param separator the separator of the values within a text that is not in a list
   */
  static Optional<List<String>> values(JsonNode claims, String path, Optional<String> separator) {
    return find(claims, path)
        .map(
            found -> {
              if (found.isObject()) {
                return found
                    .propertyStream()
                    .filter(member -> holds(member.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
              }
              if (found.isTextual() && separator.isPresent()) {
                return Stream.of(found.textValue().split(Pattern.quote(separator.get()), -1))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .toList();
              }
              return texts(found).toList();
            });
  }

  /** Returns whether a member of an object counts as set: {@code "admin": false} does not. */
  private static boolean holds(JsonNode value) {
    return value.isContainerNode() ? !value.isEmpty() : value.isBoolean() && value.booleanValue();
  }

  private static Stream<String> texts(JsonNode found) {
    return (found.isArray() ? found.valueStream() : Stream.of(found))
        .filter(element -> element.isValueNode() && !element.isNull())
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty());
  }

  /**
   * Returns the name of the whole claim if a path has a value that cannot be read as values; empty
   * otherwise. An example is a list of objects whose member the path does not name. An object whose
   * members are all false ({@code {"admin": false}}) can be read: it has no values.
   */
  public static Optional<String> unreadable(JsonNode claims, String path) {
    return find(claims, path)
        .filter(ClaimPath::isOdd)
        .filter(found -> values(claims, path, Optional.empty()).filter(List::isEmpty).isPresent())
        .map(found -> claims.has(path) ? path : whole(claims, path));
  }

  /** Returns whether it is a list, or an object with a member that is neither set nor unset. */
  private static boolean isOdd(JsonNode found) {
    return found.isObject()
        ? !found
            .valueStream()
            .allMatch(member -> member.isContainerNode() || member.isBoolean() || member.isNull())
        : found.isArray() && !found.isEmpty();
  }

  private static String whole(JsonNode claims, String path) {
    int dot = path.lastIndexOf('.');
    while (dot > 0 && !claims.path(path.substring(0, dot)).isContainerNode()) {
      dot = path.lastIndexOf('.', dot - 1);
    }
    return path.substring(0, Math.max(dot, 0));
  }

  /** Returns the first text at a path that is not blank. */
  public static Optional<String> text(JsonNode claims, String path) {
    return find(claims, path).stream()
        .flatMap(ClaimPath::texts)
        .filter(value -> !value.isBlank())
        .findFirst();
  }
}
