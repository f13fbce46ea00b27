package io.bailiwick.gateway.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;

/** Records as the text of a column. */
public final class Json {
  private Json() {}

  public static String text(Object value) {
    return new String(StrictJson.write(value), StandardCharsets.UTF_8);
  }

  public static <T> T read(String text, Class<T> type) {
    try {
      return StrictJson.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be read back", e);
    }
  }
}
