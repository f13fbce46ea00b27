package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The batches that the guard has opened: their people, their release and their restore. */
@ApplicationScoped
public class Deprovisionings {
  private final Transactions transactions;
  private final Organizations organizations;
  private final DeprovisioningTable batches;
  private final DepartureTable departures;
  private final Identities identities;
  private final BatchRestore restore;
  private final MassDeprovisioningGuard guard;
  private final Outbox outbox;

  Deprovisionings(
      Transactions transactions,
      Organizations organizations,
      DeprovisioningTable batches,
      DepartureTable departures,
      Identities identities,
      BatchRestore restore,
      MassDeprovisioningGuard guard,
      Outbox outbox) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.batches = batches;
    this.departures = departures;
    this.identities = identities;
    this.restore = restore;
    this.guard = guard;
    this.outbox = outbox;
  }

  /** Returns the newest batches; empty if there is no such organization. */
  public Uni<Optional<List<Counted>>> list(String organization, int limit) {
    return settled(
        organization,
        () ->
            batches
                .newest(organization, limit)
                .chain(
                    found -> {
                      Uni<List<Counted>> all = Uni.createFrom().item(new ArrayList<>());
                      for (Deprovisioning one : found) {
                        all = all.call(list -> counted(one).invoke(list::add));
                      }
                      return all;
                    })
                .map(Optional::of));
  }

  /** Returns a batch with people after a departure; empty if there is no such batch. */
  public Uni<Optional<Page>> page(String organization, String batch, long after, int limit) {
    return settled(
        organization,
        () ->
            Lookup.then(
                batches.load(organization, batch),
                found -> page(found, after, limit).map(Optional::of),
                Optional::empty));
  }

  private Uni<Page> page(Deprovisioning batch, long after, int limit) {
    return counted(batch)
        .chain(
            counted ->
                departures
                    .page(batch.id(), after, limit)
                    .chain(
                        rows ->
                            identities
                                .userNames(
                                    batch.organization(),
                                    rows.stream().map(row -> row.identity).toList())
                                .map(
                                    names ->
                                        new Page(
                                            counted,
                                            rows.stream()
                                                .map(row -> DepartedPerson.of(row, names))
                                                .toList(),
                                            rows.size() < limit
                                                ? Optional.empty()
                                                : Optional.of(rows.getLast().id)))));
  }

  /** Lets the guard look first, so that the answer misses no departure. */
  private <T> Uni<Optional<T>> settled(String organization, Supplier<Uni<Optional<T>>> work) {
    return Lookup.then(
        transactions.of(organization, () -> organizations.load(organization)),
        _ -> guard.settle(organization).chain(() -> transactions.of(organization, work)),
        Optional::empty);
  }

  private Uni<Counted> counted(Deprovisioning batch) {
    return departures
        .newest(batch.id())
        .chain(
            newest ->
                departures
                    .counts(batch.id())
                    .map(counts -> new Counted(batch.approvedAfter(newest), counts)));
  }

  /**
   * Approves the release of a batch. The second administrator's approval releases it.
   *
   * @return empty if there is no such batch
   */
  public Uni<Optional<Result>> release(String organization, String batch, String administrator) {
    return decide(
            organization,
            batch,
            "deprovisioning.approved",
            (found, now) ->
                departures.newest(batch).map(newest -> found.approve(administrator, newest, now)))
        .call(result -> guard.settle(organization))
        .chain(result -> answer(organization, result));
  }

  /**
   * Brings the people of a batch back. It can be repeated: then it brings back those who have not
   * come back yet.
   *
   * @return empty if there is no such batch
   */
  public Uni<Optional<Result>> restore(String organization, String batch, String administrator) {
    return decide(
            organization,
            batch,
            "deprovisioning.restored",
            (found, now) -> Uni.createFrom().item(found.restore(administrator, now)))
        .call(
            result ->
                result.filter(one -> one instanceof Deprovisioning.Accepted).isPresent()
                    ? restore.run(organization, batch)
                    : Uni.createFrom().voidItem())
        .chain(result -> answer(organization, result));
  }

  // INVARIANT: the time of a decision is read before the batch is locked. A departure that did not
  // join because of the lock is later than an approval that did not see it.
  private Uni<Optional<Deprovisioning.Decision>> decide(
      String organization,
      String batch,
      String action,
      BiFunction<Deprovisioning, Instant, Uni<Deprovisioning.Decision>> rule) {
    return settled(
        organization,
        () ->
            transactions
                .now()
                .chain(
                    now ->
                        Lookup.then(
                            batches.lock(organization, batch),
                            found ->
                                rule.apply(found, now)
                                    .call(decision -> write(action, found, decision))
                                    .map(Optional::of),
                            Optional::empty)));
  }

  private Uni<Void> write(String action, Deprovisioning before, Deprovisioning.Decision decision) {
    return decision instanceof Deprovisioning.Accepted accepted
        ? batches
            .update(accepted.next())
            .chain(
                () ->
                    outbox.audit(
                        before.organization(),
                        action,
                        new Target("deprovisioning", before.id()),
                        Optional.of(before),
                        Optional.of(accepted.next())))
        : Uni.createFrom().voidItem();
  }

  private Uni<Optional<Result>> answer(
      String organization, Optional<Deprovisioning.Decision> decision) {
    return Lookup.then(
        Uni.createFrom().item(decision),
        made ->
            switch (made) {
              case Deprovisioning.Rejected rejected ->
                  Uni.createFrom().item(Optional.of(new Result.Rejected(rejected.reason())));
              case Deprovisioning.Accepted accepted ->
                  transactions.of(organization, () -> done(organization, accepted.next().id()));
            },
        Optional::empty);
  }

  private Uni<Optional<Result>> done(String organization, String batch) {
    return batches
        .load(organization, batch)
        .chain(found -> counted(found.orElseThrow()))
        .map(counted -> Optional.of(new Result.Done(counted)));
  }

  /** A batch with the numbers of its people. */
  public record Counted(Deprovisioning batch, Counts counts) {}

  /**
   * A batch with a page of its people.
   *
   * @param next the departure after which the following page begins; empty at the end
   */
  public record Page(Counted batch, List<DepartedPerson> people, Optional<Long> next) {}

  /** The result of a request to release or restore. */
  public sealed interface Result {
    /** The batch after it. */
    record Done(Counted batch) implements Result {}

    record Rejected(String reason) implements Result {}
  }

  /**
   * A person of a batch.
   *
   * @param outcome {@code RESTORED} or {@code RELEASED}; empty while the person waits
   * @param conflict the attribute because of which the person could not come back
   * @param conflictWith the id of the identity that has its value
   */
  public record DepartedPerson(
      String identity,
      String userName,
      String kind,
      Instant at,
      boolean held,
      Optional<String> outcome,
      Optional<String> conflict,
      Optional<String> conflictWith) {
    static DepartedPerson of(DepartureRow row, Map<String, String> names) {
      return new DepartedPerson(
          row.identity,
          names.getOrDefault(row.identity, ""),
          row.kind,
          row.at,
          row.held,
          Optional.ofNullable(row.outcome),
          Optional.ofNullable(row.conflict),
          Optional.ofNullable(row.conflictWith));
    }
  }
}
