package io.bailiwick.enforcer.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question: may this subject do this to that resource?
 *
 * @param subjectType {@code user}; there is no other yet
 * @param subject the account's id
 * @param action a name of the catalogue
 * @param session how the person signed in, or how the maker of the credential had
 * @param credential what was made in that session and is used instead of it
 * @param byToken whether a session token was shown, whatever it is worth
 * @param sessionFlaw what the caller must send instead, where a session was shown that is none
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

  /** A question of which a trusted caller tells the session. */
  public CheckRequest(
      String subject,
      String action,
      Resource resource,
      Optional<Session> session,
      Optional<Credential> credential) {
    this("user", subject, action, resource, session, credential, false, Optional.empty());
  }

  /**
   * What the action is done to.
   *
   * @param type in lower case
   * @param owner the namespace; empty when neither the properties nor the id name one
   * @param ownerContradicted whether properties and id name different ones
   * @param destination where it goes: for moves, duplicates and changes of visibility
   * @param scopes the namespaces that a credential is made for; empty if it is for whatever the
   *     account may do
   */
  public record Resource(
      String type,
      String id,
      Optional<String> owner,
      boolean ownerContradicted,
      Visibility visibility,
      Optional<String> createdBy,
      Optional<Destination> destination,
      List<String> scopes) {
    public Resource {
      scopes = List.copyOf(scopes);
    }

    /** A resource that is no credential. */
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

    /** All namespaces that the question names. */
    public Stream<String> namespaces() {
      return Stream.of(
              owner.stream(), destination.flatMap(Destination::owner).stream(), scopes.stream())
          .flatMap(names -> names);
    }
  }

  /** Where content goes; a visibility that is left out counts as public. */
  public record Destination(Optional<String> owner, Visibility visibility) {}

  /**
   * A sign-in.
   *
   * @param account whose it is, where a token says so; facts from a trusted caller do not
   * @param tokenExpired whether it was shown by a token whose time is over
   */
  public record Session(
      String id,
      String organization,
      Instant authenticatedAt,
      Optional<String> account,
      boolean tokenExpired) {

    /** A sign-in that a trusted caller tells of. */
    public static Session told(String id, String organization, Instant authenticatedAt) {
      return new Session(id, organization, authenticatedAt, Optional.empty(), false);
    }
  }

  /**
   * A personal token, an SSH key, an OAuth grant.
   *
   * @param createdAt when it was made; one that does not say is not taken
   */
  public record Credential(Optional<Instant> createdAt) {}
}
