package io.bailiwick.gateway.directory;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.rules.BeforeDeletion;
import io.bailiwick.gateway.directory.rules.Departed;
import io.bailiwick.gateway.directory.rules.LiveKeys;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.Restoration;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes of many identities by few statements: holding and releasing tombstones, and bringing
 * people back. Every method works within {@link Transactions#of}.
 */
@ApplicationScoped
public class IdentityBatches {
  private final Transactions transactions;
  private final IdentityBatchTable table;
  private final Groups groups;
  private final Organizations organizations;
  private final ExtensionSchemas schemas;
  private final Outbox outbox;

  IdentityBatches(
      Transactions transactions,
      IdentityBatchTable table,
      Groups groups,
      Organizations organizations,
      ExtensionSchemas schemas,
      Outbox outbox) {
    this.transactions = transactions;
    this.table = table;
    this.groups = groups;
    this.organizations = organizations;
    this.schemas = schemas;
    this.outbox = outbox;
  }

  /** Loads identities in the order of ids and locks them until this transaction has ended. */
  public Uni<List<StoredIdentity>> lock(String organization, Collection<String> ids) {
    return table.lock(organization, ids);
  }

  /** Holds or releases those of some locked identities that are tombstones. */
  public Uni<Void> hold(List<StoredIdentity> locked, boolean held) {
    Instant now = StoredTime.now();
    List<Outcome.Accepted> changes =
        locked.stream()
            .filter(one -> one.deletion().filter(known -> known.held() != held).isPresent())
            .map(one -> one.held(held, now))
            .toList();
    return changes.isEmpty()
        ? Uni.createFrom().voidItem()
        : table
            .hold(changes.getFirst().identity().organization(), ids(changes), held, now)
            .chain(() -> outbox.addAll(Topics.IDENTITIES, events(changes)));
  }

  /**
   * Brings people back.
   *
   * @param locked the identities of those people, locked in this transaction
   * @param departed the people in the order of their return, which counts if two have the same key
   * @return the result for each identity, by its id
   */
  // INVARIANT: the identities, their keys, memberships and events are written in one transaction.
  // It
  // claims the sign-in keys before it looks who has them, as a creation by SCIM or sign-in does: no
  // index keeps an externalId apart from another person's sign-in key.
  public Uni<Map<String, Restoration.Result>> restore(
      String organization, List<StoredIdentity> locked, List<Departed> departed) {
    IdentityBatchTable.Keys wanted = wanted(departed);
    return table
        .lockGroups(organization, formerGroups(departed))
        .call(() -> transactions.claimAll(organization, new TreeSet<>(wanted.subjects())))
        .chain(groups -> places(organization, groups))
        .chain(
            places ->
                table
                    .liveKeys(organization, wanted)
                    .map(keys -> decide(locked, departed, places, keys)))
        .chain(results -> write(organization, results).replaceWith(results));
  }

  /** Returns the places to which people can come back. A linked group takes no members by hand. */
  private Uni<Restoration.Places> places(String organization, Set<String> groups) {
    return organizations
        .load(organization)
        .map(
            found ->
                new Restoration.Places(
                    groups,
                    found.stream()
                        .flatMap(one -> one.resourceGroups().stream())
                        .filter(group -> !group.hasLinks())
                        .map(ResourceGroup::name)
                        .collect(Collectors.toSet())));
  }

  private static Map<String, Restoration.Result> decide(
      List<StoredIdentity> locked,
      List<Departed> departed,
      Restoration.Places places,
      LiveKeys keys) {
    Map<String, StoredIdentity> known = new HashMap<>();
    locked.forEach(identity -> known.put(identity.id(), identity));
    Instant now = StoredTime.now();
    Map<String, Restoration.Result> results = new LinkedHashMap<>();
    for (Departed one : departed) {
      StoredIdentity identity = known.get(one.identity());
      if (identity != null) {
        results.put(one.identity(), Restoration.decide(identity, one, places, keys, now));
      }
    }
    return results;
  }

  private static Set<String> formerGroups(List<Departed> departed) {
    Set<String> ids = new HashSet<>();
    departed.forEach(one -> one.before().map(BeforeDeletion::groups).ifPresent(ids::addAll));
    return ids;
  }

  /** Returns the keys that deleted people need to come back. */
  private static IdentityBatchTable.Keys wanted(List<Departed> departed) {
    IdentityBatchTable.Keys keys = new IdentityBatchTable.Keys();
    for (BeforeDeletion before : departed.stream().flatMap(one -> one.before().stream()).toList()) {
      StoredIdentity was = StoredIdentity.of(before.resource());
      keys.userNames().add(Folding.key(was.userName()));
      Stream.concat(was.externalId().stream(), before.login().subject().stream())
          .forEach(keys.subjects()::add);
      was.uniqueEmail().map(Folding::key).ifPresent(keys.emails()::add);
    }
    return keys;
  }

  private Uni<Void> write(String organization, Map<String, Restoration.Result> results) {
    List<Outcome.Accepted> changes = new ArrayList<>();
    for (Restoration.Result result : results.values()) {
      if (result instanceof Restoration.Returned returned) {
        changes.add(returned.change());
      }
    }
    return changes.isEmpty()
        ? Uni.createFrom().voidItem()
        : schemas
            .types(organization)
            .map(ResourceTypes::user)
            .chain(type -> write(organization, type, changes))
            .chain(() -> outbox.addAll(Topics.IDENTITIES, events(changes)));
  }

  private Uni<Void> write(String organization, ResourceType type, List<Outcome.Accepted> changes) {
    List<StoredIdentity> revived =
        changes.stream()
            .filter(change -> change.before().filter(StoredIdentity::deleted).isPresent())
            .map(Outcome.Accepted::identity)
            .toList();
    Set<String> joined = new HashSet<>();
    revived.forEach(identity -> joined.addAll(identity.groups()));
    return table
        .update(organization, changes.stream().map(one -> IdentityRow.of(type, one.identity())))
        .chain(() -> table.furtherEmails(organization, revived))
        .chain(() -> table.join(organization, revived))
        .chain(
            () ->
                joined.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : groups.membersChanged(organization, joined, StoredTime.now()));
  }

  private static List<String> ids(List<Outcome.Accepted> changes) {
    return changes.stream().map(change -> change.identity().id()).toList();
  }

  private static List<IdentityEvent> events(List<Outcome.Accepted> changes) {
    return changes.stream().map(Outcome.Accepted::event).toList();
  }
}
