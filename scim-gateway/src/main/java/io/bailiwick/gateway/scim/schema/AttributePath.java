package io.bailiwick.gateway.scim.schema;

import java.util.Optional;

/**
 * An attribute as a path names it (RFC 7644 section 3.10), resolved against a resource type: {@code
 * userName}, {@code name.givenName}, {@code urn:...:User:department}.
 *
 * @param extension the extension whose attribute it is; empty for the core schema's
 * @param sub the sub-attribute that is named after a dot
 */
public record AttributePath(
    Optional<Schema> extension, Attribute attribute, Optional<Attribute> sub) {

  /** The path's attribute as it was written, for messages. */
  @Override
  public String toString() {
    return extension.map(schema -> schema.id() + ":").orElse("")
        + attribute.name()
        + sub.map(part -> "." + part.name()).orElse("");
  }

  /** The attribute that a value at this path has: the sub-attribute, where one is named. */
  public Attribute target() {
    return sub.orElse(attribute);
  }

  /**
   * The path itself where it leads to a simple value; of a complex attribute its {@code value},
   * which is meant where the attribute alone is compared (RFC 7643 section 2.4); empty when it has
   * none.
   */
  public Optional<AttributePath> toSimple() {
    return target().isComplex() ? target().sub("value").map(this::sub) : Optional.of(this);
  }

  /** The path of a sub-attribute. */
  public AttributePath sub(Attribute part) {
    return new AttributePath(extension, attribute, Optional.of(part));
  }

  /** Resolves a path; empty when the type has no such attribute. */
  public static Optional<AttributePath> resolve(ResourceType type, String path) {
    Optional<Schema> schema = type.schemaOf(path);
    String local = path;
    if (schema.isPresent()) {
      int end = schema.get().id().length();
      if (path.length() <= end + 1) {
        return Optional.empty();
      }
      local = path.substring(end + 1);
    }
    int dot = local.indexOf('.');
    String name = dot < 0 ? local : local.substring(0, dot);
    Optional<Schema> extension = schema.filter(found -> !found.equals(type.core()));
    Optional<Attribute> attribute =
        extension.isPresent()
            ? extension.get().attribute(name)
            : schema.isPresent() ? type.core().attribute(name) : type.coreAttribute(name);
    if (dot < 0) {
      return attribute.map(found -> new AttributePath(extension, found, Optional.empty()));
    }
    String subName = local.substring(dot + 1);
    return attribute.flatMap(
        found ->
            found.sub(subName).map(sub -> new AttributePath(extension, found, Optional.of(sub))));
  }
}
