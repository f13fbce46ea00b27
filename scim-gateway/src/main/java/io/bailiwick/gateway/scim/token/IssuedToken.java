package io.bailiwick.gateway.scim.token;

import io.bailiwick.gateway.schema.Leniency;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A SCIM token as it is stored: everything except its secret.
 *
 * @param keyId the public part of the token, by which it is found
 * @param digest the HMAC of the token
 * @param leniency the client's permitted deviations from the RFC
 * @param required the attributes that it requires of a user beside userName
 * @param lastUsedAt the time of its last use, to the minute
 */
public record IssuedToken(
    String keyId,
    String organization,
    byte[] digest,
    Leniency leniency,
    Set<String> required,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt) {

  public IssuedToken {
    required = Set.copyOf(required);
  }

  /** Tells whether it is accepted at an instant: neither revoked nor expired. */
  public boolean isLive(Instant now) {
    return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
  }
}
