package io.bailiwick.enforcer.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The question whether a subject may perform an action on a resource.
 *
 * @param subjectType {@code user}; there is no other yet
 * @param subject the account's id
 * @param action a name of the catalogue
 * @param session the sign-in of the person, or the one that created the credential
 * @param credential the credential that was created in that session and is used instead of it
 * @param byToken whether a session token was sent, valid or not
 * @param sessionFlaw the data that the caller must send instead, if the session sent is invalid
 */
public record CheckRequest(
    String subjectType,
    String subject,
    String action,
    Resource resource,
    Optional<Session> session,
    Optional<Credential> credential,
    boolean byToken,
    Optional<String> sessionFlaw) {

  /** Creates a question in which a trusted caller states the session. */
  public CheckRequest(
      String subject,
      String action,
      Resource resource,
      Optional<Session> session,
      Optional<Credential> credential) {
    this("user", subject, action, resource, session, credential, false, Optional.empty());
  }

  /** Returns the same question in a session that a trusted caller states. */
  public CheckRequest in(Optional<Session> told) {
    return new CheckRequest(
        subjectType, subject, action, resource, told, Optional.empty(), false, Optional.empty());
  }

  /**
   * The resource of the action.
   *
   * @param type in lower case
   * @param owner the namespace; empty when neither the properties nor the id name one
   * @param ownerContradicted whether properties and id name different ones
   * @param resourceGroup the resource group of the owner that the resource is in
   * @param destination the target of moves, duplicates and changes of visibility
   * @param scopes the namespaces of a new credential; empty if it is for whatever the account may
   *     do
   */
  public record Resource(
      String type,
      String id,
      Optional<String> owner,
      boolean ownerContradicted,
      Visibility visibility,
      Optional<String> resourceGroup,
      Optional<String> createdBy,
      Optional<Destination> destination,
      List<String> scopes) {
    public Resource {
      scopes = List.copyOf(scopes);
    }

    /**
     * Returns a resource as a caller states it. Letter case does not distinguish namespaces and
     * types, and the id may name the owner. That of a resource group names the group.
     */
    public static Resource stated(
        String type,
        String id,
        Optional<String> owner,
        Visibility visibility,
        Optional<String> resourceGroup,
        Optional<String> createdBy,
        Optional<Destination> destination,
        List<String> scopes) {
      String kind = folded(type);
      Optional<String> stated = owner.map(CheckRequest::folded);
      Optional<String> implied = ResourceKind.of(kind).namespace(id).map(CheckRequest::folded);
      return new Resource(
          kind,
          id,
          stated.or(() -> implied),
          stated.isPresent() && implied.isPresent() && !stated.equals(implied),
          visibility,
          kind.equals(ResourceKind.RESOURCE_GROUP)
              ? Optional.of(id.substring(id.indexOf('/') + 1))
              : resourceGroup,
          createdBy,
          destination,
          scopes.isEmpty() ? List.of() : scopes.stream().map(CheckRequest::folded).toList());
    }

    /** Creates a resource that is in no resource group. */
    public Resource(
        String type,
        String id,
        Optional<String> owner,
        boolean ownerContradicted,
        Visibility visibility,
        Optional<String> createdBy,
        Optional<Destination> destination,
        List<String> scopes) {
      this(
          type,
          id,
          owner,
          ownerContradicted,
          visibility,
          Optional.empty(),
          createdBy,
          destination,
          scopes);
    }

    /** Creates a resource that is not a credential, and in no resource group. */
    public Resource(
        String type,
        String id,
        Optional<String> owner,
        boolean ownerContradicted,
        Visibility visibility,
        Optional<String> createdBy,
        Optional<Destination> destination) {
      this(type, id, owner, ownerContradicted, visibility, createdBy, destination, List.of());
    }

    /** Returns all namespaces that the question names. */
    public List<String> namespaces() {
      if (destination.isEmpty() && scopes.isEmpty()) {
        return owner.map(List::of).orElse(List.of());
      }
      List<String> namespaces = new ArrayList<>(scopes);
      owner.ifPresent(namespaces::add);
      destination.flatMap(Destination::owner).ifPresent(namespaces::add);
      return namespaces;
    }
  }

  /**
   * The destination of content; a missing visibility counts as public.
   *
   * @param resourceGroup the resource group that the content is in afterwards
   */
  public record Destination(
      Optional<String> owner, Visibility visibility, Optional<String> resourceGroup) {

    /** Creates a destination in no resource group. */
    public Destination(Optional<String> owner, Visibility visibility) {
      this(owner, visibility, Optional.empty());
    }

    /** Returns a destination as a caller states it. */
    public static Destination stated(
        Optional<String> owner, Visibility visibility, Optional<String> resourceGroup) {
      return new Destination(owner.map(CheckRequest::folded), visibility, resourceGroup);
    }
  }

  /**
   * A sign-in.
   *
   * @param account the account of the session, if a token states it; facts from a trusted caller do
   *     not
   * @param tokenExpired whether the token of the session has expired
   */
  public record Session(
      String id,
      String organization,
      Instant authenticatedAt,
      Optional<String> account,
      boolean tokenExpired) {

    /** Returns a sign-in that a trusted caller states. */
    public static Session told(String id, String organization, Instant authenticatedAt) {
      return new Session(id, organization, authenticatedAt, Optional.empty(), false);
    }
  }

  /**
   * A personal token, an SSH key, an OAuth grant.
   *
   * @param createdAt the time of creation; a credential without one is rejected
   */
  public record Credential(Optional<Instant> createdAt) {}

  /** Folds letter case, which does not distinguish namespaces and types. */
  public static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
