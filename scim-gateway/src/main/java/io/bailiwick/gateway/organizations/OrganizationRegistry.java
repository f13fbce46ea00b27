package io.bailiwick.gateway.organizations;

import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.model.Organization;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The organizations and their settings. Each change publishes an event on the organizations topic.
 */
@ApplicationScoped
public class OrganizationRegistry {
  private final Transactions transactions;
  private final Organizations organizations;
  private final SettingsGuard guard;
  private final Outbox outbox;

  OrganizationRegistry(
      Transactions transactions, Organizations organizations, SettingsGuard guard, Outbox outbox) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.guard = guard;
    this.outbox = outbox;
  }

  /**
   * Creates a managed organization.
   *
   * @throws IllegalArgumentException if the id cannot be a namespace
   */
  public Uni<OrganizationChange> create(String id, OrganizationSettings settings) {
    Organization created = settings.create(id, now());
    return orTaken(
        transactions.of(
            id, () -> nameConflict(created).chain(found -> unless(found, () -> insert(created)))));
  }

  private Uni<OrganizationChange> insert(Organization created) {
    return organizations
        .insert(created)
        .chain(() -> tell(new OrganizationEvent.Created(created)))
        .replaceWith(new OrganizationChange.Made(created));
  }

  /**
   * Returns why an organization's names do not fit beside the names of others. No other name is
   * added until the transaction ends.
   */
  private Uni<Optional<OrganizationChange>> nameConflict(Organization wanted) {
    return transactions
        .claim("", "namespaces")
        .chain(() -> organizations.ofHandle(wanted.id()))
        .chain(
            owner ->
                owner.isPresent()
                    ? Uni.createFrom().item(Optional.of(new OrganizationChange.Taken("id")))
                    : suffixConflict(wanted));
  }

  private Uni<Optional<OrganizationChange>> suffixConflict(Organization wanted) {
    return organizations
        .isAmbiguous(wanted)
        .map(
            ambiguous ->
                ambiguous
                    ? Optional.of(new OrganizationChange.SuffixAmbiguous())
                    : Optional.empty());
  }

  /**
   * Changes the settings of an organization.
   *
   * @param isExpected whether the present version is the one that the caller wants to change
   * @param change creates the new settings from the present ones; an exception rolls back the
   *     transaction
   */
  public Uni<OrganizationChange> changeSettings(
      String id,
      Predicate<Organization> isExpected,
      Function<Organization, OrganizationSettings> change) {
    return orTaken(
        locked(
            id,
            before ->
                isExpected.test(before)
                    ? write(before, change.apply(before).on(before, now()))
                    : item(new OrganizationChange.VersionMismatch(before.version()))));
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
    return organizations
        .end(deleted, now)
        .chain(() -> tell(new OrganizationEvent.Updated(deleted)))
        .replaceWith(new OrganizationChange.Made(deleted));
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
        locked(id, before -> change.apply(before).chain(wanted -> write(before, wanted))));
  }

  private Uni<OrganizationChange> locked(
      String id, Function<Organization, Uni<OrganizationChange>> work) {
    return transactions.on(id, organizations::lock, work, OrganizationChange.NoOrganization::new);
  }

  private Uni<OrganizationChange> write(Organization before, Organization wanted) {
    Organization after =
        OrganizationSettings.of(wanted)
            .keepingEnds(before.sessions())
            .on(wanted, wanted.changedAt())
            .version(before.version() + 1);
    if (isSame(before, after)) {
      // The event is published again, so that an administrator can replace a lost or unreadable
      // record.
      return tell(new OrganizationEvent.Updated(before))
          .replaceWith(new OrganizationChange.Made(before));
    }
    Uni<Optional<OrganizationChange>> conflict =
        before.handles().suffix().equals(after.handles().suffix())
            ? Uni.createFrom().item(Optional.empty())
            : nameConflict(after);
    return conflict.chain(found -> unless(found, () -> updateUnlessRefused(before, after)));
  }

  private static boolean isSame(Organization before, Organization after) {
    return OrganizationSettings.of(before).equals(OrganizationSettings.of(after))
        && before.lockedDownAt().equals(after.lockedDownAt())
        && before.breakGlass().equals(after.breakGlass());
  }

  private Uni<OrganizationChange> updateUnlessRefused(Organization before, Organization after) {
    return guard
        .refuses(before, after)
        .chain(refused -> refused ? item(new OrganizationChange.NoAdminLeft()) : update(after));
  }

  private Uni<OrganizationChange> update(Organization after) {
    return organizations
        .update(after)
        .chain(() -> tell(new OrganizationEvent.Updated(after)))
        .replaceWith(new OrganizationChange.Made(after));
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

  private Uni<Void> tell(OrganizationEvent event) {
    return outbox.add(Topics.ORGANIZATIONS, event);
  }

  private static Uni<OrganizationChange> item(OrganizationChange change) {
    return Uni.createFrom().item(change);
  }

  private static Uni<OrganizationChange> unless(
      Optional<OrganizationChange> conflict, Supplier<Uni<OrganizationChange>> write) {
    return conflict.map(OrganizationRegistry::item).orElseGet(write);
  }

  private static Uni<OrganizationChange> orTaken(Uni<OrganizationChange> transaction) {
    return Conflicts.orTaken(transaction, Organizations.UNIQUE, OrganizationChange.Taken::new);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
