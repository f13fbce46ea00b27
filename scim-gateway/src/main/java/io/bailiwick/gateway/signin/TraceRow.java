package io.bailiwick.gateway.signin;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code sign_in_trace}. */
@Entity
@Table(name = "sign_in_trace")
class TraceRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Nullable @Column String connection;

  @Column Instant at;

  @Column(name = "failed_check")
  String failedCheck;

  @Column String detail;
}
