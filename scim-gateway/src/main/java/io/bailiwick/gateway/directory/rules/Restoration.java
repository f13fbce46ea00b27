package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides how a person comes back whom the identity provider has deactivated or deleted. An
 * administrator's lock stays, and so do ended sessions.
 */
public final class Restoration {
  private Restoration() {}

  /**
   * Decides on one person.
   *
   * @param identity the identity as it is now
   * @param places the places that still exist
   * @param keys the keys of living identities; a returning person's keys are added
   */
  public static Result decide(
      StoredIdentity identity, Departed departed, Places places, LiveKeys keys, Instant now) {
    Optional<StoredIdentity> wanted =
        identity.deleted()
            ? departed.before().map(before -> revived(identity, before, departed, places, now))
            : Optional.of(identity)
                .filter(known -> !known.active() && departed.wasActive())
                .map(known -> known.next().resource(active(known.resource())).at(now));
    if (wanted.isEmpty()) {
      return new Unneeded();
    }
    StoredIdentity after = wanted.get();
    Optional<Blocked> blocked = identity.deleted() ? keys.conflict(after) : Optional.empty();
    if (blocked.isPresent()) {
      return blocked.get();
    }
    keys.add(after);
    return new Returned(
        new Outcome.Accepted(
            Optional.of(identity), after, IdentityLifecycle.event(identity, after)));
  }

  private static StoredIdentity revived(
      StoredIdentity tombstone,
      BeforeDeletion before,
      Departed departed,
      Places places,
      Instant now) {
    Set<String> kept = new HashSet<>(before.groups());
    kept.retainAll(places.groups());
    return tombstone
        .next()
        .resource(departed.wasActive() ? active(before.resource()) : before.resource())
        .groups(kept)
        .login(before.login())
        .assigned(before.assigned().within(places.resourceGroups()))
        .deletion(Optional.empty())
        .at(now);
  }

  private static ObjectNode active(ObjectNode resource) {
    return resource.deepCopy().put("active", true);
  }

  /**
   * The places to which people can come back.
   *
   * @param groups the ids of those of their former SCIM groups that still exist
   * @param resourceGroups the names of the resource groups that take members by hand
   */
  public record Places(Set<String> groups, Set<String> resourceGroups) {
    public Places {
      groups = Set.copyOf(groups);
      resourceGroups = Set.copyOf(resourceGroups);
    }
  }

  /** The decision on one person. */
  public sealed interface Result {}

  /** The person comes back. */
  public record Returned(Outcome.Accepted change) implements Result {}

  /** The person is back already. */
  public record Unneeded() implements Result {}

  /**
   * The person cannot come back, because another identity has one of the keys.
   *
   * @param holder the id of that identity
   */
  public record Blocked(String attribute, String holder) implements Result {}
}
