package io.bailiwick.gateway.schema;

import static io.bailiwick.gateway.schema.Attribute.Returned.ALWAYS;
import static io.bailiwick.gateway.schema.Attribute.Returned.DEFAULT;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Groups. */
  public static final ResourceType GROUP =
      new ResourceType("Group", "/Groups", Schema.load("/scim/schemas/group.json"), List.of());

  static final Attribute EXTERNAL_ID =
      common("externalId", Attribute.Type.STRING, Attribute.Mutability.READ_WRITE, DEFAULT);

  static final List<Attribute> COMMON =
      List.of(
          common("id", Attribute.Type.STRING, Attribute.Mutability.READ_ONLY, ALWAYS),
          EXTERNAL_ID,
          new Attribute(
              "schemas",
              Attribute.Type.REFERENCE,
              true,
              true,
              Optional.of(true),
              Attribute.Mutability.READ_ONLY,
              ALWAYS,
              List.of()),
          new Attribute(
              "meta",
              Attribute.Type.COMPLEX,
              false,
              false,
              Optional.empty(),
              Attribute.Mutability.READ_ONLY,
              DEFAULT,
              List.of(
                  meta("resourceType", Attribute.Type.STRING),
                  meta("created", Attribute.Type.DATE_TIME),
                  meta("lastModified", Attribute.Type.DATE_TIME),
                  meta("location", Attribute.Type.REFERENCE),
                  meta("version", Attribute.Type.STRING))));

  private static Attribute meta(String name, Attribute.Type type) {
    return common(name, type, Attribute.Mutability.READ_ONLY, DEFAULT);
  }

  private static Attribute common(
      String name,
      Attribute.Type type,
      Attribute.Mutability mutability,
      Attribute.Returned returned) {
    return new Attribute(
        name, type, false, false, Optional.of(true), mutability, returned, List.of());
  }

  /** Returns the same type with core attributes that every resource must have. */
  ResourceType requiring(Set<String> attributes) {
    return new ResourceType(name, endpoint, core.requiring(attributes), extensions);
  }

  /** Returns the names of the core attributes that a client can be required to send. */
  public Set<String> requirable() {
    return Stream.concat(Stream.of(EXTERNAL_ID), core.attributes().stream())
        .filter(attribute -> !attribute.isReadOnly() && attribute.returned() == DEFAULT)
        .map(Attribute::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns an attribute of the core schema, or one that all resources have. */
  public Optional<Attribute> coreAttribute(String name) {
    return Stream.of(Attribute.named(COMMON, name), core.attribute(name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Returns the extension of a URN in any letter case. */
  public Optional<Schema> extension(String urn) {
    return extensions.stream().filter(schema -> isSame(schema.id(), urn)).findFirst();
  }

  /** Returns the schema whose URN a path begins with, if it begins with one. */
  public Optional<Schema> schemaOf(String path) {
    String folded = path.toLowerCase(Locale.ROOT);
    return schemas()
        .filter(
            schema ->
                isSame(schema.id(), path)
                    || folded.startsWith(schema.id().toLowerCase(Locale.ROOT) + ":"))
        // One URN may begin with another.
        .max(Comparator.comparingInt(schema -> schema.id().length()));
  }

  /** Returns the core schema, then the extensions. */
  public Stream<Schema> schemas() {
    return Stream.concat(Stream.of(core), extensions.stream());
  }

  private static boolean isSame(String urn, String other) {
    return urn.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
