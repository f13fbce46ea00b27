package io.bailiwick.enforcer.decision;

import java.time.Instant;
import java.util.Optional;

/**
 * A question: may this subject do this to that resource?
 *
 * @param subject the account's id
 * @param action a name of the catalogue
 * @param session how the person signed in, or how the maker of the credential had
 * @param byCredential whether a credential made in that session is used, not the session itself
 */
public record CheckRequest(
    String subject,
    String action,
    Resource resource,
    Optional<Session> session,
    boolean byCredential) {

  /**
   * What the action is done to.
   *
   * @param owner the namespace; empty when neither the properties nor the id name one
   * @param ownerContradicted whether properties and id name different ones
   * @param destination where it goes: for moves, duplicates and changes of visibility
   */
  public record Resource(
      String type,
      String id,
      Optional<String> owner,
      boolean ownerContradicted,
      Visibility visibility,
      Optional<String> createdBy,
      Optional<Destination> destination) {}

  /** Where content goes; a visibility that is left out counts as public. */
  public record Destination(Optional<String> owner, Visibility visibility) {}

  /** The facts of a sign-in. */
  public record Session(String id, String organization, Instant authenticatedAt) {}
}
