package io.bailiwick.gateway.scim.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A resource type (RFC 7643 section 6): a core schema, extensions, and the attributes that all
 * resources have (section 3.1).
 *
 * @param endpoint its path below the base URL: {@code /Users}
 */
public record ResourceType(String name, String endpoint, Schema core, List<Schema> extensions) {
  /** Users: core schema and enterprise extension. */
  public static final ResourceType USER =
      new ResourceType(
          "User",
          "/Users",
          Schema.load("/scim/schemas/user.json"),
          List.of(Schema.load("/scim/schemas/enterprise-user.json")));

  private static final List<Attribute> COMMON =
      List.of(
          common("id", Attribute.Mutability.READ_ONLY, Attribute.Type.STRING),
          common("externalId", Attribute.Mutability.READ_WRITE, Attribute.Type.STRING),
          common("schemas", Attribute.Mutability.READ_ONLY, Attribute.Type.REFERENCE),
          common("meta", Attribute.Mutability.READ_ONLY, Attribute.Type.COMPLEX));

  private static Attribute common(
      String name, Attribute.Mutability mutability, Attribute.Type type) {
    return new Attribute(
        name,
        type,
        false,
        false,
        Optional.of(true),
        mutability,
        Attribute.Returned.DEFAULT,
        List.of());
  }

  /** The attribute of the core schema, or one that all resources have. */
  public Optional<Attribute> coreAttribute(String name) {
    return Stream.of(Attribute.named(COMMON, name), core.attribute(name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The extension of a URN in any letter case. */
  public Optional<Schema> extension(String urn) {
    return extensions.stream().filter(schema -> isSame(schema.id(), urn)).findFirst();
  }

  /** The schema whose URN a path begins with, where it begins with one. */
  public Optional<Schema> schemaOf(String path) {
    String folded = path.toLowerCase(Locale.ROOT);
    return schemas()
        .filter(
            schema ->
                isSame(schema.id(), path)
                    || folded.startsWith(schema.id().toLowerCase(Locale.ROOT) + ":"))
        .findFirst();
  }

  /** The core schema, then the extensions. */
  public Stream<Schema> schemas() {
    return Stream.concat(Stream.of(core), extensions.stream());
  }

  private static boolean isSame(String urn, String other) {
    return urn.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
