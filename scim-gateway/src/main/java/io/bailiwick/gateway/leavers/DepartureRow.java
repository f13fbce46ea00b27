package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.BeforeDeletion;
import io.bailiwick.gateway.directory.rules.Departed;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code departure}, which native statements write. */
@Entity
@Table(name = "departure")
class DepartureRow extends PanacheEntityBase {
  @Id long id;

  @Column String organization;

  @Column String identity;

  @Column Instant at;

  @Column String kind;

  @Column(name = "was_active")
  boolean wasActive;

  @Nullable @Column String remains;

  @Nullable @Column String batch;

  @Column boolean held;

  @Nullable @Column String outcome;

  @Nullable @Column String conflict;

  @Nullable
  @Column(name = "conflict_with")
  String conflictWith;

  Departed departed() {
    return new Departed(
        identity,
        Departed.Kind.valueOf(kind),
        wasActive,
        Optional.ofNullable(remains).map(text -> Json.read(text, BeforeDeletion.class)));
  }
}
