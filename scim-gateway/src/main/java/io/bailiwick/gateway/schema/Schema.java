package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema, read from its own JSON representation (RFC 7643 section 8.7).
 *
 * @param definition that representation, as {@code /Schemas} answers it
 */
public record Schema(String id, ObjectNode definition, List<Attribute> attributes) {
  /** The URN of the schema that defines schemas themselves. */
  static final String META_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema";

  public Schema {
    attributes = List.copyOf(attributes);
  }

  /** Returns the attribute of a name in any letter case. */
  public Optional<Attribute> attribute(String name) {
    return Attribute.named(attributes, name);
  }

  /**
   * Returns the same schema with attributes that every resource must have. {@code externalId} is in
   * no schema (RFC 7643 section 3.1); it is added to state that it is required.
   */
  Schema requiring(Set<String> names) {
    ObjectNode changed = definition.deepCopy();
    ArrayNode listed = changed.withArray("attributes");
    listed
        .valueStream()
        .filter(attribute -> names.contains(attribute.path("name").asText()))
        .forEach(attribute -> ((ObjectNode) attribute).put("required", true));
    List<Attribute> required =
        new ArrayList<>(
            attributes.stream()
                .map(
                    attribute ->
                        names.contains(attribute.name()) ? attribute.toRequired() : attribute)
                .toList());
    if (names.contains(ResourceType.EXTERNAL_ID.name())) {
      listed
          .addObject()
          .put("name", ResourceType.EXTERNAL_ID.name())
          .put("type", "string")
          .put("multiValued", false)
          .put("description", "What the client calls the resource.")
          .put("required", true)
          .put("caseExact", true)
          .put("mutability", "readWrite")
          .put("returned", "default")
          .put("uniqueness", "server");
      required.add(ResourceType.EXTERNAL_ID.toRequired());
    }
    return new Schema(id, changed, required);
  }

  /** Reads one of this service's schemas from the class path. */
  static Schema load(String resource) {
    try (@Nullable InputStream in = Schema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing on the class path: " + resource);
      }
      return of(StrictJson.object(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadJson e) {
      throw new IllegalStateException(resource + ": " + e.detail(), e);
    }
  }

  /** Returns the schema of a representation that has been checked. */
  public static Schema of(ObjectNode definition) {
    Form form = StrictJson.mapper().convertValue(definition, Form.class);
    return new Schema(form.id(), definition, form.attributes());
  }

  private record Form(String id, List<Attribute> attributes) {}
}
