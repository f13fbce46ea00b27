package io.bailiwick.gateway.platform;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code session_grant}. */
@Entity
@Table(name = "session_grant")
class GrantRow extends PanacheEntityBase {
  @Id byte[] digest;

  @Column String organization;

  @Column String session;

  @Column String client;

  @Column String family;

  @Column String kind;

  @Column String request;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Nullable
  @Column(name = "used_at")
  Instant usedAt;

  @Column byte @Nullable [] successor;
}
