package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the administration API's requests: what is wrong with one is told by its member.
 */
final class AdminBodies {
  private AdminBodies() {}

  /** The JSON object of a body. */
  static ObjectNode object(byte @Nullable [] body) {
    try {
      return StrictJson.object(body == null ? new byte[0] : body);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  /** A record of a body; unknown members are refused. */
  static <T> T read(byte @Nullable [] body, Class<T> type) {
    try {
      return StrictJson.readClosed(body == null ? new byte[0] : body, type);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  /**
   * Refuses the members of an object that a request does not take.
   *
   * @param known all that it takes
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

  /** A record with a JSON merge patch (RFC 7396) applied. */
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

  /** Takes a text out of an object, which must not be one of its other members. */
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

  /** What must be there. */
  static String required(ObjectNode object, String member) {
    return take(object, member)
        .orElseThrow(() -> new Refusal(Problem.of(400, member, member + " is required.")));
  }

  static Refusal refusal(BadJson e) {
    return new Refusal(
        e.member().isEmpty()
            ? Problem.of(400, e.detail())
            : Problem.of(400, e.member(), e.detail()));
  }
}
