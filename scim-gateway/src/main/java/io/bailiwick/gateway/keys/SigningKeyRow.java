package io.bailiwick.gateway.keys;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of the table {@code signing_key}. */
@Entity
@Table(name = "signing_key")
class SigningKeyRow extends PanacheEntityBase {
  @Id String kid;

  /** The private JWK, encrypted. */
  @Column byte[] sealed;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "active_from")
  Instant activeFrom;
}
