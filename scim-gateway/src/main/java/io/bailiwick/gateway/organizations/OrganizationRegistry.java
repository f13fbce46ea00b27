package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.StoredTime;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The organizations and their settings. Each change publishes an event on the organizations topic.
 */
@ApplicationScoped
public class OrganizationRegistry {
  private final Transactions transactions;
  private final Organizations organizations;
  private final OrganizationWriter writer;
  private final LinkTurns turns;
  private final LinkResolution links;

  OrganizationRegistry(
      Transactions transactions,
      Organizations organizations,
      OrganizationWriter writer,
      LinkTurns turns,
      LinkResolution links) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.writer = writer;
    this.turns = turns;
    this.links = links;
  }

  /**
   * Creates a managed organization.
   *
   * @throws IllegalArgumentException if the id cannot be a namespace
   */
  public Uni<OrganizationChange> create(String id, OrganizationSettings settings) {
    // A new organization has no SCIM groups yet, so its links name none.
    Organization created = GroupLinks.resolved(settings.create(id, StoredTime.now()), Map.of());
    return orTaken(transactions.of(id, () -> writer.insert(created)));
  }

  /**
   * Changes the settings of an organization.
   *
   * @param isExpected whether the present version is the one that the caller wants to change
   */
  public Uni<OrganizationChange> changeSettings(
      String id, Predicate<Organization> isExpected, SettingsChange change) {
    // The deletion of a linked group may lock the organization before it waits for its turn.
    return orTaken(
        Conflicts.retryOnDeadlock(
            () ->
                transactions.on(
                    id,
                    change.isAboutLinks()
                        ? one -> turns.alone(one).chain(() -> organizations.lock(one))
                        : organizations::lock,
                    before ->
                        isExpected.test(before)
                            ? changed(before, change).chain(after -> writer.write(before, after))
                            : item(new OrganizationChange.VersionMismatch(before.version())),
                    OrganizationChange.NoOrganization::new)));
  }

  private Uni<Organization> changed(Organization before, SettingsChange change) {
    Organization after = change.apply(before).on(before, StoredTime.now());
    return change.isAboutLinks() ? links.resolve(after) : Uni.createFrom().item(after);
  }

  /**
   * Returns a proposed organization with the groups that its links name now; nothing is written.
   */
  public Uni<Organization> resolved(Organization proposed) {
    return transactions.of(proposed.id(), () -> links.resolve(proposed));
  }

  /** Ends every session of an organization. */
  public Uni<OrganizationChange> endSessions(String id) {
    return changeAt(id, OrganizationRegistry::withoutSessions);
  }

  /**
   * Ends every session of an organization. Every sign-in is refused until the lockdown is lifted.
   */
  public Uni<OrganizationChange> lockDown(String id) {
    return changeAt(id, (before, now) -> withoutSessions(before, now).lockedDown(Optional.of(now)));
  }

  /** Lifts the lockdown, so that people can sign in again. Ended sessions stay ended. */
  public Uni<OrganizationChange> liftLockdown(String id) {
    // A sign-in that was under way when the lockdown began is refused like the others.
    return changeAt(
        id,
        (before, now) ->
            before.lockedDownAt().isEmpty()
                ? before
                : withoutSessions(before, now).lockedDown(Optional.empty()));
  }

  // INVARIANT: the time comes from the clock by which sessions begin, after the row is locked.
  private Uni<OrganizationChange> changeAt(
      String id, BiFunction<Organization, Instant, Organization> change) {
    return change(id, before -> transactions.now().map(now -> change.apply(before, now)));
  }

  private static Organization withoutSessions(Organization before, Instant now) {
    return OrganizationSettings.of(before).endingSessions(now).on(before, now);
  }

  /**
   * Deletes an organization that has no people, SCIM tokens or connections. Its name stays
   * reserved, and to the platform it is locked down.
   */
  public Uni<OrganizationChange> delete(String id) {
    return locked(
        id,
        before ->
            organizations
                .stillHas(id)
                .chain(
                    rest ->
                        rest.isPresent()
                            ? item(new OrganizationChange.StillHas(rest.get()))
                            : transactions.now().chain(now -> writeDeleted(before, now))));
  }

  private Uni<OrganizationChange> writeDeleted(Organization before, Instant now) {
    Organization deleted =
        withoutSessions(before, now)
            .lockedDown(Optional.of(now))
            .breakGlass(Optional.empty())
            .version(before.version() + 1);
    return writer.end(before, deleted, now);
  }

  /**
   * Changes an organization in its transaction. If nothing differs, the version stays and the event
   * is published again.
   *
   * @param change creates the new organization from the present one, whose row is locked
   */
  public Uni<OrganizationChange> change(
      String id, Function<Organization, Uni<Organization>> change) {
    return orTaken(
        locked(id, before -> change.apply(before).chain(wanted -> writer.write(before, wanted))));
  }

  private Uni<OrganizationChange> locked(
      String id, Function<Organization, Uni<OrganizationChange>> work) {
    return transactions.on(id, organizations::lock, work, OrganizationChange.NoOrganization::new);
  }

  /** Returns an organization; empty if it does not exist or was deleted. */
  public Uni<Optional<Organization>> find(String id) {
    return Panache.withSession(() -> organizations.load(id));
  }

  /**
   * Returns the organization whose handles end with one of some suffixes; the longest suffix wins.
   */
  public Uni<Optional<Organization>> bySuffix(List<String> suffixes) {
    return Panache.withSession(() -> organizations.bySuffix(suffixes));
  }

  /**
   * Returns the organization whose account has a handle, whatever the organization's suffix is now.
   */
  public Uni<Optional<Organization>> byHandle(String handle) {
    return Panache.withSession(
        () -> Lookup.then(organizations.ofHandle(handle), organizations::load, Optional::empty));
  }

  /** Returns the organizations after an id, in the order of their ids. */
  public Uni<List<Organization>> after(String id, int limit) {
    return Panache.withSession(() -> organizations.after(id, limit));
  }

  private static Uni<OrganizationChange> item(OrganizationChange change) {
    return Uni.createFrom().item(change);
  }

  private static Uni<OrganizationChange> orTaken(Uni<OrganizationChange> transaction) {
    return Conflicts.orTaken(transaction, Organizations.UNIQUE, OrganizationChange.Taken::new);
  }
}
