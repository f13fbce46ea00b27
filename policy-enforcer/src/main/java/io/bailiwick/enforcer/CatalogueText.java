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
import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.service.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads the text of a catalogue and validates it by actions.schema.json, the only place for its
 * rules.
 *
 * <p>The validator knows no lines. If it finds errors, a second pass over the text finds the lines
 * of the keys at fault.
 */
public final class CatalogueText {
  private static final TypeReference<Map<String, Map<String, Object>>> FORM =
      new TypeReference<>() {};

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CatalogueText() {}

  /**
   * Reads a catalogue.
   *
   * @param file the name of the file, for the message
   * @throws IllegalArgumentException in one line: file, line, column, action and error
   */
  public static Catalogue read(String file, byte[] text) throws IOException {
    JsonNode tree;
    try {
      tree = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + position(e.getLocation()) + ": " + problem(e), e);
    }
    List<ValidationMessage> errors = List.copyOf(schema().validate(tree));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(file + first(errors, keys(text)));
    }
    return Catalogue.read(YAML.convertValue(tree, FORM));
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CatalogueText.class.getResourceAsStream("/actions.schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              in,
              SchemaValidatorsConfig.builder()
                  .errorMessageKeyword("errorMessage")
                  .locale(Locale.ENGLISH)
                  .build());
    }
  }

  /** Returns the first error in the order of the text, and the number of the others. */
  private static String first(List<ValidationMessage> errors, Map<String, JsonLocation> keys) {
    ValidationMessage error =
        errors.stream()
            .min(Comparator.comparingLong(one -> offset(keys.get(pointer(one)))))
            .orElseThrow();
    String more = errors.size() == 1 ? "" : " (" + (errors.size() - 1) + " more)";
    return position(keys.get(pointer(error))) + described(error) + more;
  }

  private static String described(ValidationMessage error) {
    List<String> names =
        List.of(pointer(error).substring(1).split("/", -1)).stream()
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList();
    String action =
        names.getFirst().isEmpty() ? "" : ", action " + LogText.quoted(names.getFirst());
    StringBuilder text = new StringBuilder(action).append(": ");
    names.stream().skip(1).forEach(name -> text.append(LogText.quoted(name)).append(' '));
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
  private static Map<String, JsonLocation> keys(byte[] text) throws IOException {
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
}
