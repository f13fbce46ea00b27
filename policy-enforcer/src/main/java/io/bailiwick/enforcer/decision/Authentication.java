package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requires that the session of a managed account comes from a sign-in at its own organization's
 * identity provider. For a credential, this applies to the session that created it.
 */
final class Authentication {
  private static final Rule RULE = Rule.AUTHENTICATION;
  private static final Optional<Deny> SSO_REQUIRED = toSignIn(Reason.SSO_REQUIRED);
  private static final Optional<Deny> SSO_EXPIRED = toSignIn(Reason.SSO_EXPIRED);
  private static final Optional<Deny> SESSION_REVOKED = toSignIn(Reason.SESSION_REVOKED);
  private static final Optional<Deny> WRONG_IDP = toSignIn(Reason.WRONG_IDP);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private Authentication() {}

  /**
   * Returns the deny if the requirement is violated; empty otherwise. A new sign-in makes no
   * credential valid that an earlier session created.
   */
  static Optional<Deny> violation(
      CheckRequest request, Facts facts, Subject subject, Organization organization, Instant now) {
    Optional<Deny> found = found(request, facts, subject, organization, now);
    return found.isPresent()
            && request.credential().isPresent()
            && found.get().remedy().need() == Need.SIGN_IN
        ? deny(found.get().reason(), Need.SIGN_IN_AND_CREDENTIAL.remedy())
        : found;
  }

  private static Optional<Deny> found(
      CheckRequest request, Facts facts, Subject subject, Organization organization, Instant now) {
    if (request.session().isEmpty()) {
      return request
          .sessionFlaw()
          .map(Need.SESSION::remedy)
          .map(Authentication::notShown)
          .orElse(SSO_REQUIRED);
    }
    Session session = request.session().get();
    if (session.account().filter(whose -> !whose.equals(subject.id())).isPresent()) {
      return deny(Reason.SSO_REQUIRED, Need.SESSION_OF_SUBJECT.remedy());
    }
    if (!session.organization().equals(subject.organization())) {
      return WRONG_IDP;
    }
    Instant since = session.authenticatedAt();
    if (since.isAfter(now.plus(CLOCK_SKEW))) {
      return notShown(Need.SESSION_NOT_IN_FUTURE.remedy());
    }
    Optional<Deny> revoked = revoked(since, subject, organization);
    return request.credential().isPresent()
        ? revoked.or(
            () -> credential(request.credential().get(), session, subject, organization, now))
        : session(session, facts, organization, now).or(() -> revoked);
  }

  /**
   * Returns the changes that lift a deny of this requirement. Behind its own fault, a lockdown or
   * the session's age would deny too.
   */
  static List<Remedy> needs(
      Deny deny, CheckRequest request, Subject subject, Organization organization, Instant now) {
    List<Remedy> needs = new ArrayList<>(List.of(deny.remedy()));
    if (deny.remedy().need() == Need.TOKEN
        && request
            .session()
            .map(Session::authenticatedAt)
            .filter(
                since ->
                    isOlder(since, organization.sessions().lifetime(), now)
                        || revoked(since, subject, organization).isPresent())
            .isPresent()) {
      needs.add(Need.SIGN_IN.remedy());
    }
    if (organization.lockedDownAt().isPresent()) {
      needs.add(Need.END_OF_LOCKDOWN.remedy());
    }
    return needs;
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
        ? withoutSignIn(Reason.SESSION_REVOKED, Need.END_OF_LOCKDOWN.remedy())
        : Optional.empty();
  }

  private static Optional<Deny> revoked(Instant since, Subject subject, Organization organization) {
    Instant notBefore = subject.sessionsNotBefore();
    boolean revoked =
        (notBefore != null && since.isBefore(notBefore))
            || organization.sessions().notBefore().filter(since::isBefore).isPresent();
    return lockdown(organization).or(() -> revoked ? SESSION_REVOKED : Optional.empty());
  }

  private static Optional<Deny> session(
      Session session, Facts facts, Organization organization, Instant now) {
    if (facts.sessionEnded()) {
      return SESSION_REVOKED;
    }
    if (session.tokenExpired()) {
      return deny(Reason.SSO_EXPIRED, Need.TOKEN.remedy());
    }
    return isOlder(session.authenticatedAt(), organization.sessions().lifetime(), now)
        ? SSO_EXPIRED
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
      return notShown(Need.CREDENTIAL_OF_SESSION.remedy());
    }
    if (isOlder(made, bounds.maxAge(), now)) {
      return withoutSignIn(Reason.SSO_EXPIRED, Need.CREDENTIAL.remedy());
    }
    Instant known = subject.signedInAt();
    Instant last =
        known != null && known.isAfter(session.authenticatedAt())
            ? known
            : session.authenticatedAt();
    return isOlder(last, bounds.signInWithin(), now)
        ? deny(Reason.SSO_EXPIRED, Need.SIGN_IN_FOR_CREDENTIAL.remedy())
        : Optional.empty();
  }

  private static boolean isOlder(Instant instant, Duration age, Instant now) {
    return instant.isBefore(now.minus(age));
  }

  private static Optional<Deny> toSignIn(Reason reason) {
    return deny(reason, Need.SIGN_IN.remedy());
  }

  /** Denies a request that the caller must change; another sign-in of the person would not help. */
  private static Optional<Deny> notShown(Remedy remedy) {
    return withoutSignIn(Reason.SSO_REQUIRED, remedy);
  }

  private static Optional<Deny> withoutSignIn(Reason reason, Remedy remedy) {
    return Optional.of(new Deny(RULE, reason, RULE.code(), remedy, false, false));
  }

  private static Optional<Deny> deny(Reason reason, Remedy remedy) {
    return Optional.of(new Deny(RULE, reason, RULE.code(), remedy));
  }
}
