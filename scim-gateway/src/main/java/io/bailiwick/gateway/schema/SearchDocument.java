package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A resource in the form for filters and sorting. Every text is in its form for comparison, so that
 * the database compares bytes and folds nothing itself.
 */
public final class SearchDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SearchDocument() {}

  /** Returns the search form of a stored resource. */
  public static ObjectNode of(ResourceType type, ObjectNode kept) {
    ObjectNode search = JSON.objectNode();
    ArrayNode schemas = search.putArray("schemas");
    Resources.schemas(type, kept).forEach(schemas::add);
    kept.properties()
        .forEach(
            member ->
                type.extension(member.getKey())
                    .ifPresentOrElse(
                        schema ->
                            search.set(schema.id(), object(schema.attributes(), member.getValue())),
                        () ->
                            type.coreAttribute(member.getKey())
                                .ifPresent(
                                    attribute ->
                                        search.set(
                                            attribute.name(),
                                            value(attribute, member.getValue())))));
    return search;
  }

  private static ObjectNode object(List<Attribute> attributes, JsonNode kept) {
    ObjectNode search = JSON.objectNode();
    kept.properties()
        .forEach(
            member ->
                Attribute.named(attributes, member.getKey())
                    .ifPresent(
                        attribute ->
                            search.set(attribute.name(), value(attribute, member.getValue()))));
    return search;
  }

  /**
   * Returns the search form of a value, which is equal for values that filters treat as the same.
   */
  public static JsonNode value(Attribute attribute, JsonNode kept) {
    if (kept.isArray()) {
      ArrayNode values = JSON.arrayNode();
      kept.forEach(element -> values.add(value(attribute, element)));
      return values;
    }
    if (kept.isObject()) {
      return object(attribute.subAttributes(), kept);
    }
    return kept.isTextual() ? JSON.textNode(Folding.comparable(attribute, kept)) : kept;
  }
}
