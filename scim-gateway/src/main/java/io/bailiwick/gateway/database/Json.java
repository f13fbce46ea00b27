package io.bailiwick.gateway.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;

/** Writes and reads records as JSON in a text column. */
public final class Json {
  private Json() {}

  /** Returns a record as JSON. */
  public static String text(Object value) {
    return new String(StrictJson.write(value), StandardCharsets.UTF_8);
  }

  /**
   * Returns the record of a column.
   *
   * @throws IllegalStateException if the text is not such a record, which only a fault of ours
   *     causes
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return StrictJson.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be read back", e);
    }
  }
}
