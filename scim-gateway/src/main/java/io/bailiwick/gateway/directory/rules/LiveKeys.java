package io.bailiwick.gateway.directory.rules;

import io.bailiwick.gateway.schema.Folding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of living identities that a returning person may need, with their owners. It grows by
 * each person who returns, so that no two people of a batch return with one key.
 */
public final class LiveKeys {
  private final Map<String, String> userNames = new HashMap<>();
  private final Map<String, String> subjects = new HashMap<>();
  private final Map<String, String> emails = new HashMap<>();

  /** Adds the keys of a living identity; an empty text is not a key. */
  public void add(
      String id, String userNameKey, String externalId, String loginSubject, String emailKey) {
    put(userNames, userNameKey, id);
    put(subjects, externalId, id);
    put(subjects, loginSubject, id);
    put(emails, emailKey, id);
  }

  void add(StoredIdentity identity) {
    add(
        identity.id(),
        Folding.key(identity.userName()),
        identity.externalId().orElse(""),
        identity.login().subject().orElse(""),
        identity.uniqueEmail().map(Folding::key).orElse(""));
  }

  private static void put(Map<String, String> keys, String key, String id) {
    if (!key.isEmpty()) {
      keys.put(key, id);
    }
  }

  /** Returns the first key of an identity that another one has. */
  Optional<Restoration.Blocked> conflict(StoredIdentity wanted) {
    return conflict(wanted, "userName", userNames, Optional.of(Folding.key(wanted.userName())))
        .or(() -> conflict(wanted, "externalId", subjects, wanted.externalId()))
        .or(() -> conflict(wanted, "externalId", subjects, wanted.login().subject()))
        .or(() -> conflict(wanted, "emails.value", emails, wanted.uniqueEmail().map(Folding::key)));
  }

  private static Optional<Restoration.Blocked> conflict(
      StoredIdentity wanted, String attribute, Map<String, String> owners, Optional<String> key) {
    return key.flatMap(value -> Optional.ofNullable(owners.get(value)))
        .filter(owner -> !owner.equals(wanted.id()))
        .map(owner -> new Restoration.Blocked(attribute, owner));
  }
}
