package io.bailiwick.gateway.organizations;

import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
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

/** The organizations and their settings; each change is told on the organizations topic. */
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
   * Makes an organization managed.
   *
   * @throws IllegalArgumentException when the id cannot be a namespace
   */
  public Uni<OrganizationChange> create(String id, OrganizationSettings settings) {
    Instant now = now();
    Organization created = settings.create(id, now);
    return taken(
        transactions.of(
            id,
            () ->
                fitting(created)
                    .chain(
                        conflict ->
                            conflict.isPresent()
                                ? Uni.createFrom().item(conflict.get())
                                : inserted(created))));
  }

  private Uni<OrganizationChange> inserted(Organization created) {
    return organizations
        .insert(created)
        .chain(() -> tell(new OrganizationEvent.Created(created)))
        .replaceWith(new OrganizationChange.Made(created));
  }

  /**
   * Why an organization's names do not fit beside the names of others, of which none is made
   * meanwhile.
   */
  private Uni<Optional<OrganizationChange>> fitting(Organization wanted) {
    return transactions
        .claim("", "namespaces")
        .chain(() -> organizations.ofHandle(wanted.id()))
        .chain(
            owner ->
                owner.isPresent()
                    ? Uni.createFrom().item(Optional.of(new OrganizationChange.Taken("id")))
                    : organizations
                        .isAmbiguous(wanted)
                        .map(
                            ambiguous ->
                                ambiguous
                                    ? Optional.of(new OrganizationChange.SuffixAmbiguous())
                                    : Optional.empty()));
  }

  /**
   * Changes the settings of an organization.
   *
   * @param isExpected whether the present version is the one that the caller wants to change
   * @param change makes the new settings of the present ones; what it throws ends the transaction
   */
  public Uni<OrganizationChange> change(
      String id,
      Predicate<Organization> isExpected,
      Function<Organization, OrganizationSettings> change) {
    return write(
        id, isExpected, before -> Uni.createFrom().item(change.apply(before).on(before, now())));
  }

  /** Ends every session of an organization and lets nobody sign in until that is lifted. */
  public Uni<OrganizationChange> lockDown(String id) {
    return end(id, (before, now) -> Optional.of(now));
  }

  /** Lets people sign in again; the sessions that were ended stay so. */
  public Uni<OrganizationChange> liftLockdown(String id) {
    // A sign-in that was on its way when the lockdown came counts no more than others.
    return write(
        id,
        before ->
            before.lockedDownAt().isEmpty()
                ? Uni.createFrom().item(before)
                : ended(before, (locked, now) -> Optional.empty()));
  }

  /**
   * Ends an organization that has nobody and nothing any more. Its name stays reserved, and what
   * the platform knows of it is that it is locked down.
   */
  public Uni<OrganizationChange> remove(String id) {
    return transactions.of(
        id,
        () ->
            organizations
                .lock(id)
                .chain(
                    existing ->
                        existing
                            .map(this::removed)
                            .orElseGet(
                                () ->
                                    Uni.createFrom()
                                        .item(new OrganizationChange.NoOrganization()))));
  }

  private Uni<OrganizationChange> removed(Organization before) {
    return organizations
        .stillHas(before.id())
        .chain(
            rest ->
                rest.isPresent()
                    ? Uni.createFrom().item(new OrganizationChange.StillHas(rest.get()))
                    : transactions.now().chain(now -> end(before, now)));
  }

  private Uni<OrganizationChange> end(Organization before, Instant now) {
    Organization ended =
        OrganizationSettings.of(before)
            .endingSessions(now)
            .on(before, now)
            .lockedDown(Optional.of(now))
            .breakGlass(Optional.empty())
            .version(before.version() + 1);
    return organizations
        .end(ended, now)
        .chain(() -> tell(new OrganizationEvent.Updated(ended)))
        .replaceWith(new OrganizationChange.Made(ended));
  }

  /** Ends every session of an organization. */
  public Uni<OrganizationChange> endSessions(String id) {
    return end(id, (before, now) -> before.lockedDownAt());
  }

  private Uni<OrganizationChange> end(
      String id, BiFunction<Organization, Instant, Optional<Instant>> lockedDownAt) {
    return write(id, before -> ended(before, lockedDownAt));
  }

  // INVARIANT: the time is taken by the clock that sessions begin by, with the row locked.
  private Uni<Organization> ended(
      Organization before, BiFunction<Organization, Instant, Optional<Instant>> lockedDownAt) {
    return transactions
        .now()
        .map(
            now ->
                OrganizationSettings.of(before)
                    .endingSessions(now)
                    .on(before, now)
                    .lockedDown(lockedDownAt.apply(before, now)));
  }

  /**
   * Changes an organization in a transaction of it. Where nothing changes it keeps its version, and
   * is told of again.
   *
   * @param change makes the new one of the present one, whose row is locked
   */
  public Uni<OrganizationChange> write(
      String id, Function<Organization, Uni<Organization>> change) {
    return write(id, present -> true, change);
  }

  private Uni<OrganizationChange> write(
      String id,
      Predicate<Organization> isExpected,
      Function<Organization, Uni<Organization>> change) {
    return taken(
        transactions.of(
            id,
            () ->
                organizations
                    .lock(id)
                    .chain(
                        existing ->
                            existing
                                .map(
                                    before ->
                                        isExpected.test(before)
                                            ? change
                                                .apply(before)
                                                .chain(wanted -> changed(before, wanted))
                                            : Uni.createFrom()
                                                .<OrganizationChange>item(
                                                    new OrganizationChange.VersionMismatch(
                                                        before.version())))
                                .orElseGet(
                                    () ->
                                        Uni.createFrom()
                                            .item(new OrganizationChange.NoOrganization())))));
  }

  private Uni<OrganizationChange> changed(Organization before, Organization wanted) {
    Organization after =
        OrganizationSettings.of(wanted)
            .keepingEnds(before.sessions())
            .on(wanted, wanted.changedAt())
            .version(before.version() + 1);
    boolean same =
        OrganizationSettings.of(before).equals(OrganizationSettings.of(after))
            && before.lockedDownAt().equals(after.lockedDownAt())
            && before.breakGlass().equals(after.breakGlass());
    if (same) {
      // Told again: it is what an administrator can do where a record of it was lost or unreadable.
      return tell(new OrganizationEvent.Updated(before))
          .replaceWith(new OrganizationChange.Made(before));
    }
    Uni<Optional<OrganizationChange>> conflict =
        before.handles().suffix().equals(after.handles().suffix())
            ? Uni.createFrom().item(Optional.empty())
            : fitting(after);
    return conflict.chain(
        found -> found.isPresent() ? Uni.createFrom().item(found.get()) : updated(before, after));
  }

  private Uni<OrganizationChange> updated(Organization before, Organization after) {
    return guard
        .refuses(before, after)
        .chain(
            refused ->
                refused
                    ? Uni.createFrom().item(new OrganizationChange.NoAdminLeft())
                    : organizations
                        .update(after)
                        .chain(() -> tell(new OrganizationEvent.Updated(after)))
                        .replaceWith(new OrganizationChange.Made(after)));
  }

  public Uni<Optional<Organization>> find(String id) {
    return Panache.withSession(() -> organizations.load(id));
  }

  /** The organization whose handles end with one of some suffixes; the longest wins. */
  public Uni<Optional<Organization>> bySuffix(List<String> suffixes) {
    return Panache.withSession(() -> organizations.bySuffix(suffixes));
  }

  /** The organization whose account has a handle, whatever the organization's suffix is now. */
  public Uni<Optional<Organization>> byHandle(String handle) {
    return Panache.withSession(
        () ->
            organizations
                .ofHandle(handle)
                .chain(
                    owner ->
                        owner
                            .map(organizations::load)
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
  }

  /** The organizations after an id, in the order of their ids. */
  public Uni<List<Organization>> after(String id, int limit) {
    return Panache.withSession(() -> organizations.after(id, limit));
  }

  private Uni<Void> tell(OrganizationEvent event) {
    return outbox.add(Topics.ORGANIZATIONS, event);
  }

  private static Uni<OrganizationChange> taken(Uni<OrganizationChange> transaction) {
    return transaction
        .onFailure(failure -> Organizations.takenMember(failure).isPresent())
        .recoverWithItem(
            failure ->
                new OrganizationChange.Taken(Organizations.takenMember(failure).orElseThrow()));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
