package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which bodies take access away: they go ahead of the others. Asked before they are validated. */
final class Deactivations {
  private static final String USERS = "/Users/";
  private static final String CORE = ResourceType.USER.core().id();

  private Deactivations() {}

  /** How many a PUT or PATCH of a user is: one where its last word on {@code active} is false. */
  static int ofChange(ObjectNode body) {
    return deactivates(body) ? 1 : 0;
  }

  /** How many a bulk request is: all of its operations, or none where one of them is another. */
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

  /** What an operation of a PATCH says of {@code active}. */
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
