package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.database.Json;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code platform_client}. */
@Entity
@Table(name = "platform_client")
class ClientRow extends PanacheEntityBase {
  @Id String id;

  @Column String state;

  @Column(name = "secret_digest")
  byte @Nullable [] secretDigest;

  @Column(name = "created_at")
  Instant createdAt;

  PlatformClient client() {
    return Json.read(state, PlatformClient.class);
  }
}
