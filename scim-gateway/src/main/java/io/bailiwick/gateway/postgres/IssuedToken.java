package io.bailiwick.gateway.postgres;

import io.bailiwick.gateway.scim.schema.Profile;
import java.time.Instant;
import java.util.Optional;

/**
 * A SCIM token as it is kept: everything but its secret.
 *
 * @param lastUsedAt to the minute
 */
public record IssuedToken(
    String keyId,
    String organization,
    byte[] digest,
    Profile profile,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt) {

  /** Whether it opens anything at an instant. */
  public boolean isLive(Instant now) {
    return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
  }
}
