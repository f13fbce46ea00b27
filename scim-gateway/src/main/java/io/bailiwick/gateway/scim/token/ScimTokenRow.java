package io.bailiwick.gateway.scim.token;

import io.bailiwick.gateway.schema.Leniency;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code scim_token}. */
@Entity
@Table(name = "scim_token")
class ScimTokenRow extends PanacheEntityBase {
  @Id
  @Column(name = "key_id")
  String keyId;

  @Column String organization;

  @Column byte[] digest;

  @Column String profile;

  @Column(name = "required_attributes")
  String[] requiredAttributes;

  @Column(name = "created_at")
  Instant createdAt;

  @Nullable
  @Column(name = "expires_at")
  Instant expiresAt;

  @Nullable
  @Column(name = "revoked_at")
  Instant revokedAt;

  @Nullable
  @Column(name = "last_used_at")
  Instant lastUsedAt;

  static ScimTokenRow of(IssuedToken token) {
    ScimTokenRow row = new ScimTokenRow();
    row.keyId = token.keyId();
    row.organization = token.organization();
    row.digest = token.digest();
    row.profile = token.leniency().name();
    row.requiredAttributes = token.required().toArray(String[]::new);
    row.createdAt = token.createdAt();
    row.expiresAt = token.expiresAt().orElse(null);
    row.revokedAt = token.revokedAt().orElse(null);
    return row;
  }

  IssuedToken token() {
    return new IssuedToken(
        keyId,
        organization,
        digest,
        Leniency.valueOf(profile),
        Set.of(requiredAttributes),
        createdAt,
        Optional.ofNullable(expiresAt),
        Optional.ofNullable(revokedAt),
        Optional.ofNullable(lastUsedAt));
  }
}
