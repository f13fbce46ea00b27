package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import java.util.List;
import java.util.Optional;

/**
 * Lets a SCIM POST take over an identity that sign-in created, so that one person has one account.
 *
 * <p>The identity is found by the key if the externalId is the subject that signed in. Only a
 * request without any key finds it by a verified e-mail address, or by user name if the
 * organization wants that. Then the same call changes neither of the two, so that an adoption by
 * one cannot rewrite the other.
 */
final class Adoption {
  private Adoption() {}

  /**
   * Returns the identity that a new resource is about, among those that share a key with it.
   *
   * @param byUserName whether an equal user name may find it. At some providers people edit theirs,
   *     and could take a name by which another person is going to be pushed
   */
  static Optional<Adopted> find(
      List<StoredIdentity> candidates, ObjectNode resource, boolean byUserName) {
    StoredIdentity wanted = StoredIdentity.of(resource);
    List<StoredIdentity> open =
        candidates.stream().filter(known -> !known.deleted() && !known.pushed()).toList();
    // INVARIANT: two different keys are two people, whatever name or address they claim.
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

  /** Returns the resource with the attributes that sign-in stated and SCIM does not mention. */
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

  /** An adopted identity and its new resource. */
  record Adopted(StoredIdentity identity, ObjectNode resource) {}
}
