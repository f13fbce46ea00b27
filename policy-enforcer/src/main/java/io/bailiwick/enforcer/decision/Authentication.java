package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Requires that the session of a managed account comes from a sign-in at its own organization's
 * identity provider. For a credential, this applies to the session that created it.
 */
final class Authentication {
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private Authentication() {}

  /** Returns the deny if the requirement is violated; empty otherwise. */
  static Optional<Deny> violation(
      CheckRequest request, Facts facts, Subject subject, Organization organization, Instant now) {
    if (request.session().isEmpty()) {
      return request
          .sessionFlaw()
          .map(Authentication::notShown)
          .orElseGet(() -> deny(Reason.SSO_REQUIRED));
    }
    Session session = request.session().get();
    if (session.account().filter(whose -> !whose.equals(subject.id())).isPresent()) {
      return deny(Reason.SSO_REQUIRED, "A session of the subject, not of another account.");
    }
    if (!session.organization().equals(subject.organization())) {
      return deny(Reason.WRONG_IDP);
    }
    Instant since = session.authenticatedAt();
    if (since.isAfter(now.plus(CLOCK_SKEW))) {
      return notShown("context.session.authenticated_at, not in the future.");
    }
    Optional<Deny> revoked = revoked(since, subject, organization);
    return request.credential().isPresent()
        ? revoked.or(
            () -> credential(request.credential().get(), session, subject, organization, now))
        : session(session, facts, organization, now).or(() -> revoked);
  }

  /**
   * Returns the deny of a request that needs no session; empty if none is shown. A session that has
   * merely expired counts as none. Any other fault is a deny: a bad session is never better than no
   * session. So is a lockdown.
   */
  static Optional<Deny> violationIfShown(
      CheckRequest request, Facts facts, Subject subject, Organization organization, Instant now) {
    if (request.credential().isPresent() || request.sessionFlaw().isPresent()) {
      return violation(request, facts, subject, organization, now);
    }
    if (request.session().isEmpty()) {
      return lockdown(organization);
    }
    Instant since = request.session().get().authenticatedAt();
    return violation(request, facts, subject, organization, now)
        .filter(deny -> deny.reason() != Reason.SSO_EXPIRED)
        .or(() -> revoked(since, subject, organization));
  }

  private static Optional<Deny> lockdown(Organization organization) {
    return organization.lockedDownAt().isPresent()
        ? withoutSignIn(
            Reason.SESSION_REVOKED, "The end of the organization's lockdown, and a new sign-in.")
        : Optional.empty();
  }

  private static Optional<Deny> revoked(Instant since, Subject subject, Organization organization) {
    Instant notBefore = subject.sessionsNotBefore();
    boolean revoked =
        (notBefore != null && since.isBefore(notBefore))
            || organization.sessions().notBefore().filter(since::isBefore).isPresent();
    return lockdown(organization)
        .or(() -> revoked ? deny(Reason.SESSION_REVOKED) : Optional.empty());
  }

  private static Optional<Deny> session(
      Session session, Facts facts, Organization organization, Instant now) {
    if (facts.sessionEnded()) {
      return deny(Reason.SESSION_REVOKED);
    }
    if (session.tokenExpired()) {
      return deny(Reason.SSO_EXPIRED, "A token that has not expired: refresh it.");
    }
    return isOlder(session.authenticatedAt(), organization.sessions().lifetime(), now)
        ? deny(Reason.SSO_EXPIRED)
        : Optional.empty();
  }

  /**
   * Checks a credential, which outlives the session that created it, within the organization's
   * limits.
   */
  private static Optional<Deny> credential(
      Credential credential,
      Session session,
      Subject subject,
      Organization organization,
      Instant now) {
    CredentialSettings bounds = organization.credentials();
    Instant made = credential.createdAt().orElse(Instant.MIN);
    Instant from = session.authenticatedAt().minus(CLOCK_SKEW);
    Instant until = session.authenticatedAt().plus(organization.sessions().lifetime());
    if (made.isBefore(from) || made.isAfter(until) || made.isAfter(now.plus(CLOCK_SKEW))) {
      return notShown("context.credential.created_at, within the session it was made in.");
    }
    if (isOlder(made, bounds.maxAge(), now)) {
      return withoutSignIn(Reason.SSO_EXPIRED, "A newer credential (credentials.maxAge).");
    }
    Instant known = subject.signedInAt();
    Instant last =
        known != null && known.isAfter(session.authenticatedAt())
            ? known
            : session.authenticatedAt();
    return isOlder(last, bounds.signInWithin(), now)
        ? deny(Reason.SSO_EXPIRED, "A newer sign-in of the person (credentials.signInWithin).")
        : Optional.empty();
  }

  private static boolean isOlder(Instant instant, Duration age, Instant now) {
    return instant.isBefore(now.minus(age));
  }

  private static Optional<Deny> deny(Reason reason) {
    return deny(reason, "A new sign-in through the organization.");
  }

  /** Denies a request that the caller must change; another sign-in of the person would not help. */
  private static Optional<Deny> notShown(String remedy) {
    return withoutSignIn(Reason.SSO_REQUIRED, remedy);
  }

  private static Optional<Deny> withoutSignIn(Reason reason, String remedy) {
    return Optional.of(new Deny(reason, "authentication", remedy, false, false));
  }

  private static Optional<Deny> deny(Reason reason, String remedy) {
    return Optional.of(new Deny(reason, "authentication", remedy));
  }
}
