package io.bailiwick.gateway.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.AttributeValues;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.Matching;
import io.bailiwick.gateway.schema.patch.PatchOperation.Kind;
import java.util.Optional;

/**
 * The place in a resource that an operation changes.
 *
 * @param root the resource
 * @param path the attribute and the sub-attribute that it changes
 */
record PatchTarget(ObjectNode root, AttributePath path) {

  static PatchTarget in(ObjectNode root, AttributePath path) {
    return new PatchTarget(root, path);
  }

  void apply(PatchOperation operation, Optional<Filter> selector) {
    Kind kind = operation.kind();
    JsonNode raw = operation.value();
    if (selector.isPresent() && !attribute().multiValued() && !isSelected(kind, selector.get())) {
      return;
    }
    if (attribute().multiValued()) {
      ElementEdits edits = new ElementEdits(attribute(), path.toString(), elements());
      store(edits.apply(operation, selector, path.sub()));
    } else {
      store(path.sub().isPresent() ? subAttribute(kind, raw) : whole(kind, raw));
    }
  }

  /**
   * Tells whether a filter matches the single value of a complex attribute, because Entra ID
   * removes {@code manager[value eq "id"]}. Removing a value that does not match changes nothing.
   */
  private boolean isSelected(Kind kind, Filter selector) {
    if (!attribute().isComplex()) {
      throw new ScimException(
          ScimType.INVALID_PATH, attribute().name() + " has one value: nothing to filter.");
    }
    boolean holds = current().isObject() && Matching.matches(selector, current());
    if (!holds && kind != Kind.REMOVE) {
      throw new ScimException(ScimType.NO_TARGET, "No value matches " + path + ".");
    }
    return holds;
  }

  private Attribute attribute() {
    return path.attribute();
  }

  private JsonNode whole(Kind kind, JsonNode raw) {
    if (kind == Kind.REMOVE) {
      return MissingNode.getInstance();
    }
    JsonNode given = raw.isArray() && raw.size() == 1 ? raw.get(0) : raw;
    return attribute().isComplex() && given.isObject()
        ? merged(given)
        : AttributeValues.read(attribute(), given, path.toString())
            .orElse(MissingNode.getInstance());
  }

  /**
   * Merges an object into the value; members that it does not name stay (RFC 7644 section 3.5.2.3).
   */
  private JsonNode merged(JsonNode given) {
    ObjectNode merged =
        current() instanceof ObjectNode before ? before : JsonNodeFactory.instance.objectNode();
    AttributeValues.parts(attribute(), given, path.toString())
        .forEach(
            (sub, part) ->
                part.ifPresentOrElse(value -> merged.set(sub, value), () -> merged.remove(sub)));
    return AttributeValues.hasEmptyValue(merged) ? MissingNode.getInstance() : merged;
  }

  private JsonNode subAttribute(Kind kind, JsonNode raw) {
    ObjectNode owner =
        current() instanceof ObjectNode before ? before : JsonNodeFactory.instance.objectNode();
    Attribute sub = path.sub().orElseThrow();
    Optional<JsonNode> value =
        kind == Kind.REMOVE ? Optional.empty() : AttributeValues.read(sub, raw, path.toString());
    value.ifPresentOrElse(v -> owner.set(sub.name(), v), () -> owner.remove(sub.name()));
    return owner;
  }

  private JsonNode container() {
    return path.extension().isPresent() ? root.path(path.extension().get().id()) : root;
  }

  private JsonNode current() {
    return container().path(attribute().name());
  }

  private ArrayNode elements() {
    return current() instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
  }

  /** Stores the value in its place; an empty value removes the attribute (RFC 7643 section 2.5). */
  private void store(JsonNode value) {
    boolean empty = value.isMissingNode() || (value.isContainerNode() && value.isEmpty());
    if (path.extension().isEmpty()) {
      put(root, value, empty);
      return;
    }
    String urn = path.extension().get().id();
    ObjectNode extension =
        container() instanceof ObjectNode existing
            ? existing
            : JsonNodeFactory.instance.objectNode();
    put(extension, value, empty);
    if (extension.isEmpty()) {
      root.remove(urn);
    } else {
      root.set(urn, extension);
    }
  }

  private void put(ObjectNode owner, JsonNode value, boolean empty) {
    if (empty) {
      owner.remove(attribute().name());
    } else {
      owner.set(attribute().name(), value);
    }
  }
}
