package io.bailiwick.client;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resource of a question. The reference of the check lists the types and says what a missing
 * property means; each method returns a copy with one property more, and null leaves it out.
 *
 * @param destination the owner and visibility after a move, a copy or a change of visibility
 * @param scopes the owners for which a credential is created; none means all
 */
public record Resource(
    String type,
    String id,
    Optional<String> owner,
    Optional<String> visibility,
    Optional<String> resourceGroup,
    Optional<String> createdBy,
    Optional<Destination> destination,
    List<String> scopes) {

  public Resource {
    scopes = List.copyOf(scopes);
  }

  /** Returns a resource without properties: {@code of("model", "acme/bert")}. */
  public static Resource of(String type, String id) {
    return new Resource(
        type,
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  public Resource owner(@Nullable String name) {
    return new Resource(
        type,
        id,
        Optional.ofNullable(name),
        visibility,
        resourceGroup,
        createdBy,
        destination,
        scopes);
  }

  /** Sets {@code private}, {@code internal}, {@code public} or {@code protected}. */
  public Resource visibility(@Nullable String value) {
    return new Resource(
        type, id, owner, Optional.ofNullable(value), resourceGroup, createdBy, destination, scopes);
  }

  /** Sets the resource group of the owner that the resource is in. */
  public Resource resourceGroup(@Nullable String name) {
    return new Resource(
        type, id, owner, visibility, Optional.ofNullable(name), createdBy, destination, scopes);
  }

  public Resource createdBy(@Nullable String account) {
    return new Resource(
        type,
        id,
        owner,
        visibility,
        resourceGroup,
        Optional.ofNullable(account),
        destination,
        scopes);
  }

  public Resource destination(@Nullable String toOwner, @Nullable String toVisibility) {
    return destination(toOwner, toVisibility, null);
  }

  /** Sets the destination, with the resource group that the resource is in there. */
  public Resource destination(
      @Nullable String toOwner, @Nullable String toVisibility, @Nullable String toResourceGroup) {
    Destination to =
        new Destination(
            Optional.ofNullable(toOwner),
            Optional.ofNullable(toVisibility),
            Optional.ofNullable(toResourceGroup));
    return new Resource(
        type, id, owner, visibility, resourceGroup, createdBy, Optional.of(to), scopes);
  }

  public Resource scopes(List<String> owners) {
    return new Resource(type, id, owner, visibility, resourceGroup, createdBy, destination, owners);
  }

  /** Where a resource is after the action. */
  public record Destination(
      Optional<String> owner, Optional<String> visibility, Optional<String> resourceGroup) {}
}
