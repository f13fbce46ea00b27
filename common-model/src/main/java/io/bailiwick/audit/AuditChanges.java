package io.bailiwick.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.AuditEntry.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the values that differ between two states.
 *
 * <p>An entry must fit into one record, so it is bounded: a value that is too large is replaced by
 * its size, and so are changes beyond a number.
 */
public final class AuditChanges {
  /** The most changes of an entry. */
  static final int MOST = 1_000;

  /** The most bytes of all values of an entry; a record may have a million. */
  static final int MOST_BYTES = 256 * 1024;

  /** The most bytes of one value. */
  static final int MOST_BYTES_EACH = 64 * 1024;

  private final List<Change> changes = new ArrayList<>();
  private int bytes;
  private int leftOut;

  private AuditChanges() {}

  /**
   * Returns the values that differ between two states, which are records or JSON objects.
   *
   * @param before empty if the thing is new
   * @param after empty if the thing is deleted
   */
  public static List<Change> between(Optional<?> before, Optional<?> after) {
    AuditChanges found = new AuditChanges();
    found.compare("", tree(before), tree(after));
    if (found.leftOut > 0) {
      JsonNode marker = JsonNodeFactory.instance.objectNode().put("omittedChanges", found.leftOut);
      found.changes.add(new Change("", Optional.empty(), Optional.of(marker)));
    }
    return List.copyOf(found.changes);
  }

  private static ObjectNode tree(Optional<?> state) {
    return state
        .map(
            value ->
                value instanceof ObjectNode object
                    ? object
                    : StrictJson.mapper().<ObjectNode>valueToTree(value))
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  private void compare(String pointer, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof ObjectNode was && after instanceof ObjectNode is) {
      Set<String> names = new LinkedHashSet<>();
      was.fieldNames().forEachRemaining(names::add);
      is.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(pointer + "/" + escaped(name), was.path(name), is.path(name)));
    } else if (before instanceof ArrayNode was && after instanceof ArrayNode is) {
      ArrayNode gone = without(was, is);
      ArrayNode come = without(is, was);
      boolean reordered = gone.isEmpty() && come.isEmpty();
      add(pointer, reordered ? was : gone, reordered ? is : come);
    } else {
      add(pointer, before, after);
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static ArrayNode without(ArrayNode some, ArrayNode others) {
    Set<JsonNode> known = new HashSet<>();
    others.forEach(known::add);
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    some.forEach(
        one -> {
          if (!known.contains(one)) {
            left.add(one);
          }
        });
    return left;
  }

  private void add(String pointer, JsonNode before, JsonNode after) {
    if (isNothing(before) && isNothing(after)) {
      return;
    }
    if (changes.size() >= MOST) {
      leftOut++;
    } else {
      changes.add(new Change(pointer, bounded(pointer, before), bounded(pointer, after)));
    }
  }

  /** Null, an absent member and an empty list are one: SCIM calls it unassigned. */
  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty());
  }

  private Optional<JsonNode> bounded(String pointer, JsonNode value) {
    if (isNothing(value)) {
      return Optional.empty();
    }
    int size = pointer.length() + size(value);
    if (size > MOST_BYTES_EACH || bytes + size > MOST_BYTES) {
      return Optional.of(JsonNodeFactory.instance.objectNode().put("omittedBytes", size));
    }
    bytes += size;
    return Optional.of(value);
  }

  /** Returns the bytes of a value in JSON, roughly. */
  private static int size(JsonNode value) {
    if (value instanceof ObjectNode object) {
      int sum = 2;
      for (var member : object.properties()) {
        sum += size(member.getKey()) + 4 + size(member.getValue());
      }
      return sum;
    }
    if (value instanceof ArrayNode array) {
      int sum = 2;
      for (JsonNode element : array) {
        sum += 1 + size(element);
      }
      return sum;
    }
    return size(value.asText()) + 2;
  }

  private static int size(String text) {
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      sum += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
    }
    return sum;
  }
}
