package io.bailiwick.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads and writes JSON as every part of the system does. Duplicate keys, content after the value,
 * a number as a string and more than 64 levels are rejected. So are text that PostgreSQL cannot
 * store and numbers beyond a double's range.
 *
 * <p>The bounds apply to identity providers and topics alike, so no service accepts input that the
 * next one cannot read.
 */
public final class StrictJson {
  /** The greatest allowed nesting of objects and arrays. */
  public static final int DEEPEST = 64;

  private static final int LONGEST_STRING = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(64)
                  .maxNameLength(1024)
                  .maxStringLength(LONGEST_STRING)
                  .build())
          .build();

  private static final JsonFactory STREAMS =
      FACTORY.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule().addDeserializer(Instant.class, new PlainInstants()))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /** Reads input of people: rejects unknown members, and accepts constants in any letter case. */
  private static final JsonMapper CLOSED =
      MAPPER
          .rebuild()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private StrictJson() {}

  /** Returns the mapper itself, for trees and for writing. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one JSON object.
   *
   * @throws BadJson if it is not JSON, not an object, or breaks a bound
   */
  public static ObjectNode object(byte[] json) throws BadJson {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree instanceof ObjectNode object) {
        Unstorable.refuse(object);
        return object;
      }
      throw new BadJson("", "The body must be a JSON object.");
    } catch (IOException e) {
      throw JsonFaults.describe(e);
    }
  }

  /**
   * Reads tokens, without a tree. The bounds of depth and length hold. The reader itself must
   * reject members that occur twice, trailing content, and texts that are not {@link #isStorable}.
   */
  public static JsonParser tokens(byte[] json) throws IOException {
    return STREAMS.createParser(json);
  }

  /** Returns whether a text has neither a NUL nor half of a surrogate pair. */
  public static boolean isStorable(String text) {
    return !Unstorable.isIn(text);
  }

  /**
   * Returns whether a text of a document may be not {@link #isStorable}: that takes an escape, or
   * the first byte of a surrogate. Most documents have neither, and one look at them is fast.
   */
  public static boolean mayBeUnstorable(byte[] json) {
    String bytes = new String(json, StandardCharsets.ISO_8859_1);
    return bytes.indexOf('\\') >= 0 || bytes.indexOf(0xED) >= 0;
  }

  /**
   * Reads a record and ignores unknown members; events are read this way.
   *
   * @throws BadJson if it is not such a record; names the member at fault
   */
  public static <T> T read(byte[] json, Class<T> type) throws BadJson {
    return bind(MAPPER, json, type);
  }

  /**
   * Reads a record of people's input or of configuration. Unknown members are rejected, and
   * constants are accepted in any letter case.
   *
   * @throws BadJson if it is not such a record; names the member at fault
   */
  public static <T> T readClosed(byte[] json, Class<T> type) throws BadJson {
    return bind(CLOSED, json, type);
  }

  private static <T> T bind(JsonMapper mapper, byte[] json, Class<T> type) throws BadJson {
    ObjectNode tree = object(json);
    try {
      return mapper.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      // Jackson reports the missing member first; the misspelled one is the better message.
      Optional<BadJson> unknown =
          mapper.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              ? JsonFaults.unknown(tree, e)
              : Optional.empty();
      throw unknown.or(() -> JsonFaults.nullItem(tree, e)).orElseGet(() -> JsonFaults.describe(e));
    } catch (IOException e) {
      throw JsonFaults.describe(e);
    }
  }

  /** Writes one of the system's own values, which can always be written. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of ours cannot be written as JSON", e);
    }
  }
}
