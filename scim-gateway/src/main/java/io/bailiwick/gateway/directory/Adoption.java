package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.scim.schema.Folding;
import java.util.List;
import java.util.Optional;

/**
 * How a SCIM POST takes over an identity that sign-in made, so that one person has one account.
 *
 * <p>By the key first. By user name or e-mail address only where neither SCIM nor a key has claimed
 * it, and then the same call changes neither of them: who adopts by one cannot rewrite the other.
 */
final class Adoption {
  private Adoption() {}

  /** The identity that a new resource is about, among those that share a key with it. */
  static Optional<Adopted> find(List<StoredIdentity> candidates, ObjectNode resource) {
    StoredIdentity wanted = StoredIdentity.of(resource);
    List<StoredIdentity> open =
        candidates.stream().filter(known -> !known.deleted() && !known.pushed()).toList();
    return open.stream()
        .filter(known -> known.login().subject().isPresent())
        .filter(known -> known.login().subject().equals(wanted.externalId()))
        .findFirst()
        .map(known -> new Adopted(known, resource.deepCopy()))
        .or(
            () ->
                open.stream()
                    .filter(known -> sameUserName(known, wanted) || sameEmail(known, wanted))
                    .min(
                        (a, b) ->
                            Boolean.compare(!sameUserName(a, wanted), !sameUserName(b, wanted)))
                    .map(known -> new Adopted(known, keeping(known, resource))));
  }

  private static boolean sameUserName(StoredIdentity known, StoredIdentity wanted) {
    return Folding.key(known.userName()).equals(Folding.key(wanted.userName()));
  }

  private static boolean sameEmail(StoredIdentity known, StoredIdentity wanted) {
    return known.email().isPresent()
        && known.email().map(Folding::key).equals(wanted.email().map(Folding::key));
  }

  private static ObjectNode keeping(StoredIdentity known, ObjectNode resource) {
    ObjectNode kept = resource.deepCopy();
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
