package io.bailiwick.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schemas of Kubernetes and of the resources that operators define. They reject unknown fields,
 * as a server with strict validation does.
 */
final class Schemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

  private final JsonNode kubernetes = read("kubernetes.json");
  private final Map<String, JsonSchema> known = new HashMap<>();

  /** Returns what is wrong with a manifest; empty if nothing is. */
  Set<String> errors(JsonNode manifest) {
    String type = manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
    JsonSchema schema = known.computeIfAbsent(type, _ -> schema(manifest));
    JsonSchema metadata =
        known.computeIfAbsent(
            "metadata", _ -> definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    return Stream.concat(
            schema.validate(manifest).stream(),
            metadata.validate(manifest.path("metadata")).stream())
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toSet());
  }

  private JsonSchema schema(JsonNode manifest) {
    String version = manifest.path("apiVersion").asText();
    String kind = manifest.path("kind").asText();
    JsonNode name = kubernetes.path("kinds").path(version + "/" + kind);
    if (name.isTextual()) {
      return definition(name.asText());
    }
    String[] parts = version.split("/", 2);
    return FACTORY.getSchema(
        read("%s_%s_%s.json".formatted(parts[0], kind.toLowerCase(Locale.ROOT), parts[1])));
  }

  private JsonSchema definition(String name) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$ref", "#/definitions/" + name);
    root.set("definitions", kubernetes.path("definitions"));
    return FACTORY.getSchema(root);
  }

  private static JsonNode read(String name) {
    try (InputStream file = Schemas.class.getResourceAsStream("/schemas/" + name)) {
      if (file == null) {
        throw new AssertionError("There is no schema " + name);
      }
      return JSON.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
