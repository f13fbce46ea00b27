package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import java.util.List;
import java.util.Optional;

/**
 * How a SCIM POST takes over an identity that sign-in made, so that one person has one account.
 *
 * <p>By the key: the externalId is the subject that signed in. By an e-mail address that the
 * provider vouched for, or by user name if the organization wants it, only where the request has no
 * key at all; then the same call changes neither of them: who adopts by one cannot rewrite the
 * other.
 */
final class Adoption {
  private Adoption() {}

  /**
   * The identity that a new resource is about, among those that share a key with it.
   *
   * @param byUserName whether an equal user name may find it: people edit theirs at some providers,
   *     and could take a name that somebody else is going to be pushed by
   */
  static Optional<Adopted> find(
      List<StoredIdentity> candidates, ObjectNode resource, boolean byUserName) {
    StoredIdentity wanted = StoredIdentity.of(resource);
    List<StoredIdentity> open =
        candidates.stream().filter(known -> !known.deleted() && !known.pushed()).toList();
    // INVARIANT: two keys that differ are two people, whatever name or address they claim.
    List<StoredIdentity> unkeyed = wanted.externalId().isPresent() ? List.of() : open;
    return open.stream()
        .filter(known -> known.login().subject().isPresent())
        .filter(known -> known.login().subject().equals(wanted.externalId()))
        .findFirst()
        .map(known -> new Adopted(known, over(known, resource)))
        .or(
            () ->
                unkeyed.stream()
                    .filter(known -> byUserName && sameUserName(known, wanted))
                    .findFirst()
                    .or(() -> unkeyed.stream().filter(one -> sameEmail(one, wanted)).findFirst())
                    .map(known -> new Adopted(known, keeping(known, resource))));
  }

  private static boolean sameUserName(StoredIdentity known, StoredIdentity wanted) {
    return Folding.key(known.userName()).equals(Folding.key(wanted.userName()));
  }

  private static boolean sameEmail(StoredIdentity known, StoredIdentity wanted) {
    return known.login().vouchesFor(known.uniqueEmail())
        && known.uniqueEmail().map(Folding::key).equals(wanted.uniqueEmail().map(Folding::key));
  }

  /** What sign-in stated and SCIM says nothing of stays. */
  private static ObjectNode over(StoredIdentity known, ObjectNode resource) {
    return known.resource().deepCopy().setAll(resource.deepCopy());
  }

  private static ObjectNode keeping(StoredIdentity known, ObjectNode resource) {
    ObjectNode kept = over(known, resource);
    kept.put("userName", known.userName());
    JsonNode emails = known.resource().path("emails");
    if (!emails.isMissingNode()) {
      kept.set("emails", emails.deepCopy());
    }
    return kept;
  }

  /** An identity and the resource that it becomes. */
  record Adopted(StoredIdentity identity, ObjectNode resource) {}
}
