package io.bailiwick.gateway.schema;

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

  /** Returns the path as it is written, for messages. */
  @Override
  public String toString() {
    return extension.map(schema -> schema.id() + ":").orElse("")
        + attribute.name()
        + sub.map(part -> "." + part.name()).orElse("");
  }

  /** Returns the attribute of a value at this path: the sub-attribute, if one is named. */
  public Attribute target() {
    return sub.orElse(attribute);
  }

  /**
   * Returns the path itself if it leads to a simple value. For a complex attribute it returns the
   * path of its {@code value}, which a comparison of the attribute alone means (RFC 7643 section
   * 2.4). Empty if the attribute has none.
   */
  public Optional<AttributePath> toSimple() {
    return target().isComplex() ? target().sub("value").map(this::sub) : Optional.of(this);
  }

  /** Returns the path of a sub-attribute. */
  public AttributePath sub(Attribute part) {
    return new AttributePath(extension, attribute, Optional.of(part));
  }

  /** Resolves a path; empty if the type has no such attribute. */
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
    Optional<AttributePath> attribute =
        schema.isPresent() ? in(type, schema.get(), name) : unqualified(type, name);
    String subName = local.substring(dot + 1);
    return dot < 0
        ? attribute
        : attribute.flatMap(found -> found.attribute().sub(subName).map(found::sub));
  }

  private static Optional<AttributePath> in(ResourceType type, Schema schema, String name) {
    Optional<Schema> extension = Optional.of(schema).filter(found -> !found.equals(type.core()));
    return schema
        .attribute(name)
        .map(found -> new AttributePath(extension, found, Optional.empty()));
  }

  /**
   * Resolves a name without a URN in the core schema; Entra ID's {@code manager} means the
   * extension.
   */
  private static Optional<AttributePath> unqualified(ResourceType type, String name) {
    return type.coreAttribute(name)
        .map(found -> new AttributePath(Optional.empty(), found, Optional.empty()))
        .or(
            () ->
                type.extensions().stream()
                    .flatMap(extension -> in(type, extension, name).stream())
                    .findFirst());
  }
}
