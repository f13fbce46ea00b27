package io.bailiwick.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON bodies of requests. A faulty body is rejected with 400, whose problem details name the
 * member at fault (RFC 9457).
 */
public final class JsonBodies {
  private JsonBodies() {}

  /** Returns the JSON object of a body. */
  public static ObjectNode object(byte @Nullable [] body) {
    try {
      return StrictJson.object(body == null ? new byte[0] : body);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  /** Returns the record of a body, and rejects unknown members. */
  public static <T> T read(byte @Nullable [] body, Class<T> type) {
    try {
      return StrictJson.readClosed(body == null ? new byte[0] : body, type);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  /** Returns the rejection of a body that cannot be read. */
  public static Refusal refusal(BadJson e) {
    return new Refusal(
        e.member().isEmpty()
            ? Problem.of(400, e.detail())
            : Problem.of(400, e.member(), e.detail()));
  }
}
