package io.bailiwick.enforcer;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.bailiwick.service.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A YAML text that a JSON Schema validates.
 *
 * <p>The validator knows no lines. If it finds errors, a second pass over the text finds the lines
 * of the keys at fault.
 */
final class SchemaText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;
  private final byte[] text;
  private final JsonNode tree;

  private SchemaText(String file, byte[] text, JsonNode tree) {
    this.file = file;
    this.text = text;
    this.tree = tree;
  }

  /**
   * Reads a text.
   *
   * @param file the name of the file, for the message
   * @throws IllegalArgumentException in one line: file, line, column and error
   */
  static SchemaText read(String file, byte[] text) throws IOException {
    try {
      return new SchemaText(file, text, YAML.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + position(e.getLocation()) + ": " + problem(e), e);
    }
  }

  /**
   * Validates the text by a schema on the class path.
   *
   * @param subject names the subject of an error by its JSON Pointer, and how much of the pointer
   *     this name replaces
   * @throws IllegalArgumentException in one line: file, line, column, subject and error
   */
  SchemaText validated(String schema, Subject subject) throws IOException {
    List<ValidationMessage> errors = List.copyOf(schema(schema).validate(tree));
    if (errors.isEmpty()) {
      return this;
    }
    Map<String, JsonLocation> keys = keys();
    ValidationMessage error =
        errors.stream()
            .min(Comparator.comparingLong(one -> offset(location(keys, pointer(one)))))
            .orElseThrow();
    String more = errors.size() == 1 ? "" : " (" + (errors.size() - 1) + " more)";
    throw new IllegalArgumentException(
        file + position(location(keys, pointer(error))) + described(error, subject) + more);
  }

  /** Returns the place of a value, for the message of an error: file, line and column. */
  String place(String pointer) throws IOException {
    return file + position(location(keys(), pointer));
  }

  JsonNode tree() {
    return tree;
  }

  <T> T as(TypeReference<T> form) {
    return YAML.convertValue(tree, form);
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(SchemaText.class.getResourceAsStream(name))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              in,
              SchemaValidatorsConfig.builder()
                  .errorMessageKeyword("errorMessage")
                  .locale(Locale.ENGLISH)
                  .build());
    }
  }

  private static String described(ValidationMessage error, Subject subject) {
    List<String> names =
        Stream.of(pointer(error).substring(1).split("/", -1))
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList();
    StringBuilder text = new StringBuilder(subject.name(names)).append(": ");
    names.stream()
        .skip(subject.length())
        .forEach(name -> text.append(LogText.quoted(name)).append(' '));
    if (error.getInstanceNode().isValueNode()) {
      text.append(LogText.quoted(error.getInstanceNode().asText())).append(' ');
    }
    String why = error.getError();
    return text.append(why.substring(why.lastIndexOf(": ") + 1).strip()).toString();
  }

  /** Returns the key at fault: for a forbidden key itself, otherwise that of the value. */
  private static String pointer(ValidationMessage error) {
    String value = error.getInstanceLocation().toString();
    String pointer =
        switch (error.getType()) {
          case "additionalProperties", "propertyNames" ->
              value + "/" + error.getProperty().replace("~", "~0").replace("/", "~1");
          default -> value;
        };
    return pointer.isEmpty() ? "/" : pointer;
  }

  /** Returns the positions of all keys, by JSON Pointer. */
  private Map<String, JsonLocation> keys() throws IOException {
    Map<String, JsonLocation> keys = new HashMap<>();
    try (JsonParser parser = YAML.getFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          keys.put(
              parser.getParsingContext().pathAsPointer().toString(), parser.currentTokenLocation());
        }
      }
    }
    return keys;
  }

  /** Returns the position of a key; for an item of a list, that of its first key. */
  private static @Nullable JsonLocation location(Map<String, JsonLocation> keys, String pointer) {
    return Optional.ofNullable(keys.get(pointer))
        .or(
            () ->
                keys.entrySet().stream()
                    .filter(key -> key.getKey().startsWith(pointer + "/"))
                    .map(Map.Entry::getValue)
                    .min(Comparator.comparingLong(SchemaText::offset)))
        .orElse(null);
  }

  private static long offset(@Nullable JsonLocation location) {
    return location == null ? 0 : location.getCharOffset();
  }

  private static String position(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String problem(JsonProcessingException e) {
    return e.getCause() instanceof MarkedYAMLException yaml
        ? String.valueOf(yaml.getProblem())
        : e.getOriginalMessage().lines().findFirst().orElse("no YAML");
  }

  /**
   * The subject of an error.
   *
   * @param length the number of names that it replaces
   * @param named its text, from the names of the pointer
   */
  record Subject(int length, Function<List<String>, String> named) {
    String name(List<String> names) {
      return named.apply(names);
    }
  }
}
