package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.patch.PatchOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which bodies take access away. It is asked of what comes too often, before it is validated. */
final class Deactivations {
  private static final String USERS = "/Users/";

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
    addWords(body, words);
    return !words.isEmpty() && isFalse(words.getLast());
  }

  /** What a body says of {@code active}, in its order, at whatever depth. */
  private static void addWords(JsonNode json, List<JsonNode> words) {
    if (isActive(PatchOperation.member(json, "path").asText())) {
      boolean removes = PatchOperation.member(json, "op").asText().equalsIgnoreCase("remove");
      words.add(removes ? MissingNode.getInstance() : PatchOperation.member(json, "value"));
      return;
    }
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      if (isActive(member.getKey())) {
        words.add(member.getValue());
      }
    }
    json.forEach(child -> addWords(child, words));
  }

  private static boolean isActive(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return folded.equals("active") || folded.endsWith(":user:active");
  }

  private static boolean isFalse(JsonNode value) {
    return value.asText().equalsIgnoreCase("false");
  }
}
