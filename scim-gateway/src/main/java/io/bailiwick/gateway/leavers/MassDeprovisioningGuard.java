package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.directory.IdentityBatches;
import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.bailiwick.gateway.leavers.rules.GuardLimits;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.model.AuditEntry.Target;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The guard against mass deprovisioning. If more accounts of an organization leave within the
 * window than its limits allow, it opens a batch and holds all deletions in it, so that nothing
 * irreversible follows from them. Access ends nevertheless.
 *
 * <p>It counts after the departures have been committed, once a second and before each answer about
 * batches. So a departure never waits for it. Each step is a transaction that can be repeated, by
 * any replica. The audit log names the service, not the reader whose request made it count.
 */
@ApplicationScoped
class MassDeprovisioningGuard {
  private static final Logger LOG = Logger.getLogger(MassDeprovisioningGuard.class);

  /** The people that one transaction holds or releases. */
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final DepartureTable departures;
  private final DeprovisioningTable batches;
  private final Identities identities;
  private final IdentityBatches changes;
  private final Outbox outbox;
  private final GuardLimits limits;
  private final Counter held;

  MassDeprovisioningGuard(
      Transactions transactions,
      DepartureTable departures,
      DeprovisioningTable batches,
      Identities identities,
      IdentityBatches changes,
      Outbox outbox,
      GatewaySettings settings,
      MeterRegistry metrics) {
    this.transactions = transactions;
    this.departures = departures;
    this.batches = batches;
    this.identities = identities;
    this.changes = changes;
    this.outbox = outbox;
    this.limits =
        new GuardLimits(
            settings.guardDepartures(), settings.guardPercent(), settings.guardWindow());
    this.held =
        Counter.builder("bailiwick.deprovisioning.held")
            .description("The mass deprovisionings that the guard has held")
            .register(metrics);
  }

  GuardLimits limits() {
    return limits;
  }

  /** Opens a batch if an organization needs one, and completes what its batches need. */
  Uni<Void> settle(String organization) {
    return count(organization).chain(() -> complete(organization));
  }

  /** Opens a batch if an organization needs one, or lets departures join the open one. */
  Uni<Void> count(String organization) {
    return step(organization, () -> gather(organization))
        .invoke(gathered -> tell(organization, gathered))
        .replaceWithVoid();
  }

  /** Holds or releases the people of the batches of an organization. */
  Uni<Void> complete(String organization) {
    return step(organization, () -> batches.unfinished(organization))
        .chain(
            unfinished -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Deprovisioning one : unfinished) {
                all =
                    all.chain(
                        () ->
                            one.state() == Deprovisioning.State.OPEN
                                ? hold(organization, one.id())
                                : release(organization, one.id()));
              }
              return all;
            });
  }

  private <T> Uni<T> step(String organization, Supplier<Uni<T>> work) {
    return Conflicts.retryOnDeadlock(() -> transactions.inPassing(organization, work));
  }

  private void tell(String organization, Gathered gathered) {
    if (gathered.opened()) {
      held.increment();
      LOG.warnf(
          "Deprovisioning %s of the organization %s is held: %d accounts have left within %s",
          gathered.batch(), organization, gathered.joined(), limits.window());
    }
  }

  // INVARIANT: the batch keeps taking departures until this transaction has ended, so that none
  // joins a batch whose release or restore has begun.
  private Uni<Gathered> gather(String organization) {
    return batches
        .taking(organization)
        .chain(
            taking ->
                taking.isPresent()
                    ? departures
                        .join(organization, taking.get().id(), limits.window())
                        .map(joined -> new Gathered(taking.get().id(), false, joined))
                    : open(organization));
  }

  private Uni<Gathered> open(String organization) {
    return departures
        .recent(organization, limits.window())
        .chain(
            leaving ->
                leaving <= limits.departures()
                    ? Uni.createFrom().item(Gathered.NOTHING)
                    : accounts(organization, leaving)
                        .chain(accounts -> open(organization, leaving, accounts)));
  }

  /** Counts the accounts of an organization, with those that were just deleted. */
  private Uni<Long> accounts(String organization, long leaving) {
    return identities
        .countUpTo(organization, limits.mostAccountsFor(leaving))
        .chain(
            live ->
                departures
                    .recentDeletions(organization, limits.window())
                    .map(deleted -> live + deleted));
  }

  private Uni<Gathered> open(String organization, long leaving, long accounts) {
    if (!limits.isExceeded(leaving, accounts)) {
      return Uni.createFrom().item(Gathered.NOTHING);
    }
    String id = UUID.randomUUID().toString();
    return batches
        .open(id, organization, accounts, limits.threshold(accounts))
        .chain(
            opened ->
                opened
                    ? audit(organization, id, new Opened(accounts, limits.threshold(accounts)))
                        .chain(() -> departures.join(organization, id, limits.window()))
                        .map(joined -> new Gathered(id, true, joined))
                    : gather(organization));
  }

  private Uni<Void> audit(String organization, String batch, Opened opened) {
    return outbox.auditOwn(
        organization,
        "deprovisioning.opened",
        new Target("deprovisioning", batch),
        Optional.empty(),
        Optional.of(opened));
  }

  private Uni<Void> hold(String organization, String batch) {
    return repeat(() -> step(organization, () -> holdSome(organization, batch)));
  }

  // INVARIANT: the batch keeps its state until this transaction has ended. So a hold that began
  // before the release of the batch does not hold again what the release has freed. A released
  // batch stays released.
  private Uni<Boolean> holdSome(String organization, String batch) {
    return batches
        .share(organization, batch)
        .chain(
            found ->
                found.state() == Deprovisioning.State.RELEASED
                    ? Uni.createFrom().item(false)
                    : departures
                        .toHold(batch, BATCH)
                        .call(ids -> hold(organization, batch, ids, true))
                        .map(ids -> !ids.isEmpty()));
  }

  private Uni<Void> hold(String organization, String batch, List<String> ids, boolean held) {
    return ids.isEmpty()
        ? Uni.createFrom().voidItem()
        : changes
            .lock(organization, ids)
            .chain(locked -> changes.hold(locked, held))
            .chain(() -> held ? departures.held(batch, ids) : departures.released(batch, ids));
  }

  /** Completes a release: the time of the content's grace period begins now. */
  private Uni<Void> release(String organization, String batch) {
    return repeat(
        () ->
            repeat(() -> step(organization, () -> releaseSome(organization, batch)))
                .chain(() -> step(organization, () -> close(organization, batch)))
                .map(closed -> !closed));
  }

  private Uni<Boolean> releaseSome(String organization, String batch) {
    return departures
        .toRelease(batch, BATCH)
        .call(ids -> hold(organization, batch, ids, false))
        .map(ids -> !ids.isEmpty());
  }

  // INVARIANT: a batch is closed when nobody of it waits. A deactivated person may be deleted until
  // the deactivations are released; then a deletion waits, and the release goes on.
  private Uni<Boolean> close(String organization, String batch) {
    return batches
        .lock(organization, batch)
        .map(Optional::orElseThrow)
        .chain(
            found ->
                departures
                    .released(batch, List.of())
                    .chain(() -> departures.toRelease(batch, 1))
                    .chain(
                        waiting ->
                            waiting.isEmpty()
                                ? close(found).replaceWith(true)
                                : Uni.createFrom().item(false)));
  }

  private Uni<Void> close(Deprovisioning released) {
    return transactions
        .now()
        .chain(now -> batches.update(released.closed(Deprovisioning.State.RELEASED, now)));
  }

  /** Runs a step until it returns that nothing is left to do. */
  private static Uni<Void> repeat(Supplier<Uni<Boolean>> step) {
    return Multi.createBy()
        .repeating()
        .uni(step::get)
        .whilst(more -> more)
        .collect()
        .with(Collectors.counting())
        .replaceWithVoid();
  }

  /**
   * The batch of an organization that takes departures.
   *
   * @param batch its id; empty if there is none
   * @param opened whether it was opened just now
   * @param joined the departures that have joined it just now
   */
  private record Gathered(String batch, boolean opened, int joined) {
    static final Gathered NOTHING = new Gathered("", false, 0);
  }

  /** What the audit log says of a batch that was opened. */
  private record Opened(long accounts, long threshold) {}
}
