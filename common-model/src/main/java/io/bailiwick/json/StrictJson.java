package io.bailiwick.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*(\\.[A-Za-z0-9]+)*");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
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
      throw describe(e);
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
      throw mapper.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          ? unknown(tree, e).orElseGet(() -> describe(e))
          : describe(e);
    } catch (IOException e) {
      throw describe(e);
    }
  }

  /** Returns the error of an unknown member, if the record lacks another member or was rejected. */
  private static Optional<BadJson> unknown(ObjectNode tree, JsonMappingException e) {
    List<JsonMappingException.Reference> path = e.getPath();
    if (e instanceof ValueInstantiationException refused) {
      return unknown(at(tree, path), refused.getType().getRawClass(), member(path));
    }
    if (path.isEmpty() || !at(tree, path).isMissingNode()) {
      return Optional.empty();
    }
    List<JsonMappingException.Reference> above = path.subList(0, path.size() - 1);
    return path.getLast().getFrom() instanceof Class<?> type
        ? unknown(at(tree, above), type, member(above))
        : Optional.empty();
  }

  private static JsonNode at(JsonNode tree, List<JsonMappingException.Reference> path) {
    JsonNode node = tree;
    for (JsonMappingException.Reference part : path) {
      node =
          part.getFieldName() == null ? node.path(part.getIndex()) : node.path(part.getFieldName());
    }
    return node;
  }

  private static Optional<BadJson> unknown(JsonNode node, Class<?> type, String above) {
    if (!type.isRecord()) {
      return Optional.empty();
    }
    Set<String> known =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name -> above.isEmpty() ? name : above + "." + name)
        .map(name -> new BadJson(name, name + " " + unknown(known)));
  }

  private static String unknown(Collection<?> known) {
    return "is not known here. Members are: "
        + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "))
        + ".";
  }

  /** Writes one of the system's own values, which can always be written. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of ours cannot be written as JSON", e);
    }
  }

  /** Returns what is wrong with JSON, in words that repeat none of it. */
  public static BadJson describe(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new BadJson("", "The JSON is nested too deeply or holds too long a value.");
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return at(member(mapping.getPath()), why(mapping));
    }
    if (e instanceof JsonMappingException mapping
        && mapping.getCause() instanceof IllegalArgumentException cause) {
      return at("", cause.getMessage() + ".");
    }
    if (e instanceof JsonProcessingException processing
        && processing.getOriginalMessage().startsWith("Duplicate field")) {
      return new BadJson("", "The JSON holds the same member twice in one object.");
    }
    return new BadJson("", "The body is not well-formed JSON.");
  }

  private static String member(List<JsonMappingException.Reference> path) {
    String member =
        path.stream()
            .map(
                part ->
                    part.getFieldName() == null
                        ? "[" + part.getIndex() + "]"
                        : "." + part.getFieldName())
            .collect(Collectors.joining());
    return member.startsWith(".") ? member.substring(1) : member;
  }

  /** Returns the error of a member, whose name the reason may repeat at its beginning. */
  private static BadJson at(String member, String why) {
    int end = why.indexOf(' ');
    String named = end < 0 ? why : why.substring(0, end);
    String above = INDEX.matcher(member).replaceAll("");
    boolean isMember = above.isEmpty() || named.equals(above) || named.startsWith(above + ".");
    if (!NAME.matcher(named).matches() || !isMember) {
      return new BadJson(member, (member + " " + why).strip());
    }
    String exact = member + named.substring(above.length());
    return new BadJson(exact, exact + why.substring(named.length()));
  }

  private static String why(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> unknown(unknown.getKnownPropertyIds());
      case ValueInstantiationException refused
          when refused.getCause() instanceof IllegalArgumentException cause ->
          cause.getMessage() + ".";
      case MismatchedInputException mismatched when mismatched.getTargetType() != null ->
          "must be " + wanted(mismatched.getTargetType()) + ".";
      default -> "has a value of the wrong type.";
    };
  }

  private static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Stream.of(type.getEnumConstants())
              .map(constant -> MAPPER.valueToTree(constant).asText())
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "an ISO 8601 duration, such as PT1H";
    }
    if (type == Instant.class) {
      return "an RFC 3339 date-time, such as 2026-11-24T09:00:00Z";
    }
    if (type == URI.class) {
      return "a URL";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }
}
