package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code deprovisioning}. */
@Entity
@Table(name = "deprovisioning")
class DeprovisioningRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Column(name = "opened_at")
  Instant openedAt;

  @Column String state;

  @Column long accounts;

  @Column long threshold;

  @Column String approvals;

  @Nullable
  @Column(name = "restored_by")
  String restoredBy;

  @Nullable
  @Column(name = "restore_started_at")
  Instant restoreStartedAt;

  @Nullable
  @Column(name = "closed_at")
  Instant closedAt;

  /** Writes the parts that a release or a restore changes. */
  final void set(Deprovisioning batch) {
    state = batch.state().name();
    approvals = Json.text(new Approvals(batch.approvals()));
    restoredBy = batch.restoredBy().orElse(null);
    restoreStartedAt = batch.restoreStartedAt().orElse(null);
    closedAt = batch.closedAt().orElse(null);
  }

  Deprovisioning deprovisioning() {
    return new Deprovisioning(
        id,
        organization,
        openedAt,
        Deprovisioning.State.valueOf(state),
        accounts,
        threshold,
        Json.read(approvals, Approvals.class).list(),
        Optional.ofNullable(restoredBy),
        Optional.ofNullable(restoreStartedAt),
        Optional.ofNullable(closedAt));
  }

  /** The approvals in their column. */
  record Approvals(List<Deprovisioning.Approval> list) {}
}
