package io.bailiwick.gateway.organizations;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** A row of the table {@code invitation}. */
@Entity
@Table(name = "invitation")
@IdClass(InvitationRow.Key.class)
class InvitationRow extends PanacheEntityBase {
  @Id String organization;

  @Id
  @Column(name = "email_key")
  String emailKey;

  @Column String role;

  @Column(name = "created_at")
  Instant createdAt;

  /** The key of an invitation. */
  public record Key(String organization, String emailKey) implements Serializable {}
}
