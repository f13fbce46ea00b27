package io.bailiwick.gateway.signin.rules;

import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import java.time.Instant;
import java.util.Optional;

/**
 * A session, which only the organization's own sign-in creates.
 *
 * @param id the session's name in tokens ({@code sid}); it proves nothing
 * @param secretDigest the digest of the cookie that proves it
 * @param idpSubject the identity provider's {@code sub}, which its logout tokens name
 * @param idpSession the identity provider's {@code sid}, if it states one
 * @param idpAuthenticatedAt the time at which the person authenticated there, if the provider
 *     states it
 * @param acr the way in which the person authenticated there, in the provider's words, if it states
 *     one
 * @param authenticatedAt the time at which this service accepted the identity provider's statement
 */
public record Session(
    String id,
    String organization,
    String account,
    String connection,
    byte[] secretDigest,
    String idpSubject,
    Optional<String> idpSession,
    Optional<Instant> idpAuthenticatedAt,
    Optional<String> acr,
    Instant authenticatedAt,
    Instant expiresAt,
    Instant lastUsedAt,
    Optional<Instant> endedAt) {

  /**
   * Returns the time at which the person authenticated, as far as the identity provider states it.
   */
  public Instant authTime() {
    return idpAuthenticatedAt.orElse(authenticatedAt);
  }

  /** Tells whether it is valid: not ended, not too old, not revoked, and the person has access. */
  public boolean isLive(Organization settings, Identity identity, Instant now) {
    return endedAt.isEmpty()
        && now.isBefore(expiresAt)
        && now.isBefore(authenticatedAt.plus(settings.sessions().lifetime()))
        && now.isBefore(lastUsedAt.plus(settings.sessions().idle()))
        && !isBefore(settings.sessions().notBefore())
        && !isBefore(identity.sessionsNotBefore())
        && settings.lockedDownAt().isEmpty()
        && identity.status() == IdentityStatus.ACTIVE;
  }

  private boolean isBefore(Optional<Instant> notBefore) {
    return notBefore.filter(authenticatedAt::isBefore).isPresent();
  }

  /** Returns the event of its end. */
  public EndedSession ended(Instant now) {
    return new EndedSession(id, organization, account, now, expiresAt);
  }
}
