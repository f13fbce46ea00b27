package io.bailiwick.gateway.schema.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import java.util.Optional;
import java.util.Set;

/**
 * The order of a list, RFC 7644 section 3.4.2.3. Resources without the value come last, in
 * descending order first. For a multi-valued attribute the primary value counts, else the first.
 *
 * @param path a simple attribute, or a sub-attribute of a complex one
 */
public record Sort(AttributePath path, boolean descending) {
  /** The attributes that clients cannot write but may order by. */
  private static final Set<String> ORDERED = Set.of("id", "meta.created", "meta.lastModified");

  /** An attribute that clients write, but that is stored apart from the resource. */
  private static final String MEMBERS = "members";

  /**
   * Reads {@code sortBy} and {@code sortOrder}.
   *
   * @throws ScimException invalidValue, naming the parameter
   */
  static Optional<Sort> of(ResourceType type, Optional<String> sortBy, Optional<String> sortOrder) {
    boolean descending =
        switch (sortOrder.orElse("ascending")) {
          case "ascending" -> false;
          case "descending" -> true;
          default -> throw refuse("sortOrder must be ascending or descending.");
        };
    return sortBy.map(name -> new Sort(simple(type, name), descending));
  }

  private static AttributePath simple(ResourceType type, String name) {
    AttributePath path =
        AttributePath.resolve(type, name)
            .orElseThrow(() -> refuse("sortBy: there is no attribute " + name + "."));
    AttributePath simple = path.toSimple().orElse(path);
    if (simple.target().isComplex()) {
      throw refuse("sortBy: " + path + " has no order; name one of its sub-attributes.");
    }
    boolean apart = simple.extension().isEmpty() && simple.attribute().name().equals(MEMBERS);
    boolean inResource =
        !(simple.attribute().isReadOnly() || apart) || ORDERED.contains(path.toString());
    if (!inResource || simple.target().returned() == Attribute.Returned.NEVER) {
      throw refuse("sortBy: this service cannot order by " + path + ".");
    }
    return simple;
  }

  /** Returns the value that a resource is ordered by, in its search form; empty if it has none. */
  public Optional<String> key(JsonNode search) {
    JsonNode owner =
        path.extension().isPresent() ? search.path(path.extension().get().id()) : search;
    JsonNode value = owner.path(path.attribute().name());
    if (value.isArray()) {
      value = first(value);
    }
    if (path.sub().isPresent()) {
      value = value.path(path.sub().get().name());
    }
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  private static JsonNode first(JsonNode values) {
    for (JsonNode value : values) {
      if (value.path("primary").asBoolean()) {
        return value;
      }
    }
    return values.path(0);
  }

  private static ScimException refuse(String detail) {
    return new ScimException(ScimType.INVALID_VALUE, detail);
  }
}
