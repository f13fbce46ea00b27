package io.bailiwick.gateway.schema;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The resource types of an organization: users and groups with its own extensions. */
public record ResourceTypes(ResourceType user, ResourceType group) {
  /** The types of an organization without extensions of its own. */
  public static final ResourceTypes STANDARD =
      new ResourceTypes(ResourceType.USER, ResourceType.GROUP);

  /** Returns the standard types with an organization's own extensions. */
  public static ResourceTypes with(List<Extension> extensions) {
    return extensions.isEmpty()
        ? STANDARD
        : new ResourceTypes(
            extended(ResourceType.USER, extensions), extended(ResourceType.GROUP, extensions));
  }

  private static ResourceType extended(ResourceType type, List<Extension> extensions) {
    List<Schema> own =
        extensions.stream()
            .filter(extension -> extension.resourceType().equals(type.name()))
            .map(Extension::schema)
            .toList();
    return new ResourceType(
        type.name(),
        type.endpoint(),
        type.core(),
        Stream.concat(type.extensions().stream(), own.stream()).toList());
  }

  /** Returns the same types with attributes that every user must have. */
  public ResourceTypes requiring(Set<String> attributes) {
    return attributes.isEmpty() ? this : new ResourceTypes(user.requiring(attributes), group);
  }

  /** Returns the organization's own form of a standard type. */
  public ResourceType ofOrganization(ResourceType standard) {
    return standard.equals(ResourceType.USER) ? user : group;
  }

  /** Returns both types in the order in which discovery lists them. */
  public List<ResourceType> all() {
    return List.of(user, group);
  }

  /**
   * A schema that an organization has defined.
   *
   * @param resourceType the name of the type that it extends
   */
  public record Extension(String resourceType, Schema schema) {}
}
