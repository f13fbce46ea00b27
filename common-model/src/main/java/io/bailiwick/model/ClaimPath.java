package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims by path: {@code groups}, {@code realm_access.roles}. A dot leads into an object, unless a
 * claim's own name holds it ({@code https://acme.example/roles}): the longest name wins.
 */
public final class ClaimPath {
  private static final int LONGEST = 256;

  private ClaimPath() {}

  /**
   * Refuses what cannot be a path.
   *
   * @throws IllegalArgumentException naming the field
   */
  public static void require(String field, @Nullable String path) {
    if (path == null || path.isBlank() || path.length() > LONGEST) {
      throw new IllegalArgumentException(
          field + " must be the path of a claim, 1 to " + LONGEST + " characters");
    }
  }

  /** What stands at a path; empty when it is missing or null, which is not the same as empty. */
  public static Optional<JsonNode> find(JsonNode claims, String path) {
    JsonNode whole = claims.path(path);
    if (!whole.isMissingNode()) {
      return whole.isNull() ? Optional.empty() : Optional.of(whole);
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode inner = claims.path(path.substring(0, dot));
      if (inner.isObject()) {
        return find(inner, path.substring(dot + 1));
      }
    }
    return Optional.empty();
  }

  /** The values at a path: of a list all its texts, of a text itself; empty when missing. */
  public static Optional<List<String>> values(JsonNode claims, String path) {
    return find(claims, path)
        .map(
            found -> {
              List<String> values = new ArrayList<>();
              if (found.isArray()) {
                found.forEach(element -> add(values, element));
              } else {
                add(values, found);
              }
              return List.copyOf(values);
            });
  }

  /**
   * The name of the whole claim that is stated at a path but cannot be read as values, such as an
   * object or a list of objects; empty if there is none.
   */
  public static Optional<String> unreadable(JsonNode claims, String path) {
    return find(claims, path)
        .filter(found -> found.isObject() || (found.isArray() && !found.isEmpty()))
        .filter(found -> values(claims, path).filter(List::isEmpty).isPresent())
        .map(found -> claims.has(path) ? path : whole(claims, path));
  }

  private static String whole(JsonNode claims, String path) {
    int dot = path.lastIndexOf('.');
    while (dot > 0 && !claims.path(path.substring(0, dot)).isObject()) {
      dot = path.lastIndexOf('.', dot - 1);
    }
    return path.substring(0, Math.max(dot, 0));
  }

  /** The first value at a path that is not blank. */
  public static Optional<String> text(JsonNode claims, String path) {
    return values(claims, path).stream()
        .flatMap(List::stream)
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  private static void add(List<String> values, JsonNode element) {
    if (element.isValueNode() && !element.isNull() && !element.asText().isEmpty()) {
      values.add(element.asText());
    }
  }
}
