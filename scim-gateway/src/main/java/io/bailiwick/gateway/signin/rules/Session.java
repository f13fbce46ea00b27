package io.bailiwick.gateway.signin.rules;

import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import java.time.Instant;
import java.util.Optional;

/**
 * A session: made by the organization's own sign-in and by nothing else.
 *
 * @param id names it in tokens ({@code sid}); proves nothing
 * @param secretDigest what is kept of the cookie that proves it
 * @param idpSubject the identity provider's {@code sub}, which its logout tokens name
 * @param idpSession the identity provider's {@code sid}, where it has one
 * @param idpAuthenticatedAt when the person authenticated there, where it says
 * @param acr how the person authenticated there, in the provider's words, where it says
 * @param authenticatedAt when the identity provider's word was taken here
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

  /** When the person authenticated, as far as the identity provider says. */
  public Instant authTime() {
    return idpAuthenticatedAt.orElse(authenticatedAt);
  }

  /** Whether it counts: not ended, not too old, not revoked, and the person has access. */
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

  /** Its end, told to the others. */
  public EndedSession ended(Instant now) {
    return new EndedSession(id, organization, account, now, expiresAt);
  }
}
