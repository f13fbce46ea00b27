package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Role;
import io.bailiwick.service.JsonBodies;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of the administration API's requests. A faulty body is rejected with 400, whose
 * problem details name the member at fault (RFC 9457).
 */
final class AdminBodies {
  private AdminBodies() {}

  /** Returns the JSON object of a body. */
  static ObjectNode object(byte @Nullable [] body) {
    return JsonBodies.object(body);
  }

  /** Returns the record of a body, and rejects unknown members. */
  static <T> T read(byte @Nullable [] body, Class<T> type) {
    return JsonBodies.read(body, type);
  }

  /**
   * Rejects an object with other members than the known ones.
   *
   * @param known the names of all members that the request accepts
   */
  static ObjectNode only(ObjectNode object, Collection<String> known) {
    Set<String> names = new TreeSet<>(known);
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!names.contains(member.getKey())) {
        throw new Refusal(
            Problem.of(
                400,
                member.getKey(),
                "%s is not known here. Members are: %s."
                    .formatted(member.getKey(), String.join(", ", names))));
      }
    }
    return object;
  }

  /** Returns a copy of a record with a JSON merge patch (RFC 7396) applied. */
  static <T extends Record> T merged(T base, ObjectNode patch, Class<T> type) {
    ObjectNode target = StrictJson.mapper().valueToTree(base);
    merge(target, patch);
    return read(StrictJson.write(target), type);
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      JsonNode value = member.getValue();
      if (value.isNull()) {
        target.remove(member.getKey());
      } else if (value instanceof ObjectNode object
          && target.get(member.getKey()) instanceof ObjectNode inner) {
        merge(inner, object);
      } else {
        target.set(member.getKey(), value);
      }
    }
  }

  /**
   * Removes a text from an object and returns it, so that the rest can be read as a record. Returns
   * empty if the member is absent or null.
   */
  static Optional<String> take(ObjectNode object, String member) {
    JsonNode value = object.remove(member);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new Refusal(Problem.of(400, member, member + " must be a string that is not empty."));
    }
    return Optional.of(value.textValue());
  }

  /** Removes a text like {@link #take}, and rejects an object without it. */
  static String required(ObjectNode object, String member) {
    return take(object, member)
        .orElseThrow(() -> new Refusal(Problem.of(400, member, member + " is required.")));
  }

  /** Removes the role from an object, and rejects an object without it. */
  static Role role(ObjectNode object) {
    return Role.named(required(object, "role"))
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.of(
                        400,
                        "role",
                        "role must be one of no_access, read, contributor, write, admin.")));
  }
}
