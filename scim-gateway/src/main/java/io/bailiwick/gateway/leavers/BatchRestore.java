package io.bailiwick.gateway.leavers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.database.WrittenRevisions;
import io.bailiwick.gateway.directory.Directory;
import io.bailiwick.gateway.directory.IdentityBatches;
import io.bailiwick.gateway.directory.rules.Restoration;
import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the people of a batch back, the last departures first: of two people who had the same
 * keys, the later one comes back.
 */
@ApplicationScoped
class BatchRestore {
  /** The people that one transaction brings back; it holds a lock for each of their keys. */
  private static final int BATCH = 200;

  private final Transactions transactions;
  private final DeprovisioningTable batches;
  private final DepartureTable departures;
  private final IdentityBatches changes;
  private final Outbox outbox;

  BatchRestore(
      Transactions transactions,
      DeprovisioningTable batches,
      DepartureTable departures,
      IdentityBatches changes,
      Outbox outbox) {
    this.transactions = transactions;
    this.batches = batches;
    this.departures = departures;
    this.changes = changes;
    this.outbox = outbox;
  }

  // INVARIANT: each transaction brings some people back and marks them, so that a restore which
  // ended early is continued by the next one.
  Uni<Void> run(String organization, String batch) {
    WrittenRevisions.addRoles();
    long[] before = {Long.MAX_VALUE};
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                Conflicts.retryOnRace(
                        Directory.UNIQUE,
                        () ->
                            transactions.inPassing(
                                organization, () -> restoreSome(organization, batch, before[0])))
                    .invoke(last -> before[0] = last))
        .whilst(last -> last > 0)
        .collect()
        .last()
        .chain(() -> transactions.inPassing(organization, () -> close(organization, batch)));
  }

  /** Brings some people back, and returns the id of the last departure; 0 if there was none. */
  private Uni<Long> restoreSome(String organization, String batch, long before) {
    return departures
        .waiting(batch, before, BATCH)
        .chain(
            rows -> {
              if (rows.isEmpty()) {
                return Uni.createFrom().item(0L);
              }
              List<String> ids = rows.stream().map(row -> row.identity).toList();
              return changes
                  .lock(organization, ids)
                  // The departures are read anew: one may have changed until its identity was
                  // locked.
                  .call(transactions::reread)
                  .chain(
                      locked ->
                          departures
                              .waiting(batch, ids)
                              .chain(departed -> changes.restore(organization, locked, departed)))
                  .call(results -> audit(organization, batch, results))
                  .chain(results -> departures.decided(batch, results))
                  .replaceWith(rows.getLast().id);
            });
  }

  /** Records who has come back; a repeated restore that brings nobody back leaves no entry. */
  private Uni<Void> audit(
      String organization, String batch, Map<String, Restoration.Result> results) {
    ArrayNode back = JsonNodeFactory.instance.arrayNode();
    results.forEach(
        (id, result) -> {
          if (result instanceof Restoration.Returned) {
            back.add(id);
          }
        });
    return back.isEmpty()
        ? Uni.createFrom().voidItem()
        : outbox.audit(
            organization,
            "deprovisioning.people-restored",
            new Target("deprovisioning", batch),
            List.of(new Change("/people", Optional.empty(), Optional.of(back))));
  }

  private Uni<Void> close(String organization, String batch) {
    return batches
        .lock(organization, batch)
        .map(Optional::orElseThrow)
        .chain(
            found ->
                // A repeated restore may end after the release of those who could not come back.
                found.state() == Deprovisioning.State.RELEASED
                    ? Uni.createFrom().voidItem()
                    : transactions
                        .now()
                        .chain(
                            now ->
                                batches.update(found.closed(Deprovisioning.State.RESTORED, now))));
  }
}
