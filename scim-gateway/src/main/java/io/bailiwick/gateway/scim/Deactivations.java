package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts the operations of bodies that take access away; those go ahead of the others. It reads
 * bodies before they are validated.
 */
final class Deactivations {
  private static final String USERS = "/Users/";
  private static final String CORE = ResourceType.USER.core().id();

  private Deactivations() {}

  /** Counts a PUT or PATCH of a user: 1 if its last value of {@code active} is false, else 0. */
  static int ofChange(ObjectNode body) {
    return deactivates(body) ? 1 : 0;
  }

  /** Counts a bulk request: all of its operations, or 0 if any of them does something else. */
  static int ofBulk(ObjectNode body) {
    int count = 0;
    for (JsonNode operation : body.path("Operations")) {
      if (!takesAccessAway(operation)) {
        return 0;
      }
      count++;
    }
    return count;
  }

  private static boolean takesAccessAway(JsonNode operation) {
    return operation.path("path").asText().startsWith(USERS)
        && switch (operation.path("method").asText()) {
          case "PUT", "PATCH" -> deactivates(operation.path("data"));
          case "DELETE" -> true;
          default -> false;
        };
  }

  private static boolean deactivates(JsonNode body) {
    List<JsonNode> words = new ArrayList<>();
    JsonNode operations = PatchOperation.member(body, "operations");
    if (operations.isArray()) {
      operations.forEach(operation -> addWords(operation, words));
    } else {
      addMembers(body, words);
    }
    return !words.isEmpty() && words.getLast().asText().equalsIgnoreCase("false");
  }

  /** Adds the values of {@code active} in an operation of a PATCH. */
  private static void addWords(JsonNode operation, List<JsonNode> words) {
    JsonNode path = PatchOperation.member(operation, "path");
    JsonNode value = PatchOperation.member(operation, "value");
    if (PatchOperation.isPathless(path)) {
      addMembers(value, words);
    } else if (isActive(path.asText())) {
      boolean removes = PatchOperation.member(operation, "op").asText().equalsIgnoreCase("remove");
      words.add(removes ? MissingNode.getInstance() : value);
    }
  }

  private static void addMembers(JsonNode user, List<JsonNode> words) {
    for (Map.Entry<String, JsonNode> member : user.properties()) {
      if (isActive(member.getKey())) {
        words.add(member.getValue());
      } else if (member.getKey().equalsIgnoreCase(CORE)) {
        addMembers(member.getValue(), words);
      }
    }
  }

  private static boolean isActive(String name) {
    return name.equalsIgnoreCase("active") || name.equalsIgnoreCase(CORE + ":active");
  }
}
