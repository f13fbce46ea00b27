package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The table {@code deprovisioning}; every method works within a transaction. */
@ApplicationScoped
class DeprovisioningTable implements PanacheRepositoryBase<DeprovisioningRow, String> {
  // INVARIANT: of concurrent transactions one opens the batch; the others find it.
  private static final String OPEN =
      """
      insert into deprovisioning
        (id, organization, opened_at, state, accounts, threshold, approvals)
      values (:id, :organization, clock_timestamp(), 'OPEN', :accounts, :threshold, '{"list":[]}')
      on conflict (organization) where state = 'OPEN' and restore_started_at is null do nothing""";

  /** Opens a batch, and returns whether there was none. */
  Uni<Boolean> open(String id, String organization, long accounts, long threshold) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(OPEN)
                    .setParameter("id", id)
                    .setParameter("organization", organization)
                    .setParameter("accounts", accounts)
                    .setParameter("threshold", threshold)
                    .executeUpdate())
        .map(rows -> rows == 1);
  }

  /** Returns the batch that takes further departures, which it does until this transaction ends. */
  Uni<Optional<Deprovisioning>> taking(String organization) {
    return optional(
        find("organization = ?1 and state = 'OPEN' and restoreStartedAt is null", organization)
            .withLock(LockModeType.PESSIMISTIC_READ)
            .firstResult());
  }

  /** Returns the open batches, and those whose release is not complete. */
  Uni<List<Deprovisioning>> unfinished(String organization) {
    return find(
            "organization = ?1 and state in ('OPEN', 'RELEASED') and closedAt is null",
            organization)
        .list()
        .map(rows -> rows.stream().map(DeprovisioningRow::deprovisioning).toList());
  }

  Uni<Optional<Deprovisioning>> load(String organization, String id) {
    return optional(find("organization = ?1 and id = ?2", organization, id).firstResult());
  }

  /** Loads a batch and locks it; no departure joins it until this transaction has ended. */
  Uni<Optional<Deprovisioning>> lock(String organization, String id) {
    return optional(
        find("organization = ?1 and id = ?2", organization, id)
            .withLock(LockModeType.PESSIMISTIC_WRITE)
            .firstResult());
  }

  /** Loads a batch whose state stays as it is until this transaction has ended. */
  Uni<Deprovisioning> share(String organization, String id) {
    return find("organization = ?1 and id = ?2", organization, id)
        .withLock(LockModeType.PESSIMISTIC_READ)
        .singleResult()
        .map(DeprovisioningRow::deprovisioning);
  }

  private static Uni<Optional<Deprovisioning>> optional(Uni<DeprovisioningRow> found) {
    return found.map(row -> Optional.ofNullable(row).map(DeprovisioningRow::deprovisioning));
  }

  /** Writes a batch that was locked in this transaction. */
  Uni<Void> update(Deprovisioning batch) {
    return findById(batch.id()).invoke(row -> row.set(batch)).chain(() -> flush());
  }

  /** Returns the batches of an organization, newest first. */
  Uni<List<Deprovisioning>> newest(String organization, int limit) {
    return find("organization = ?1 order by openedAt desc", organization)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(DeprovisioningRow::deprovisioning).toList());
  }
}
