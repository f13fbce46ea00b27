package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Grants.Held;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A question with its facts, which can be changed as a remedy says. */
record Asked(CheckRequest request, Facts facts) {

  /** Returns the question after a change; empty if only words describe that change. */
  Optional<Asked> with(Remedy remedy, Catalogue catalogue) {
    Resource resource = request.resource();
    return switch (remedy.need()) {
      case SIGN_IN,
          SIGN_IN_AND_CREDENTIAL,
          SESSION,
          SESSION_OF_SUBJECT,
          SESSION_NOT_IN_FUTURE,
          CREDENTIAL_OF_SESSION,
          CREDENTIAL ->
          Optional.of(signedIn(request.credential().isPresent()));
      case TOKEN -> Optional.of(refreshed());
      case SESSION_NO_CREDENTIAL -> Optional.of(signedIn(false));
      case SIGN_IN_FOR_CREDENTIAL -> Optional.of(by(state(role(), grants(), true)));
      case END_OF_LOCKDOWN ->
          Optional.of(in(acme().lockedDown(Optional.empty())))
              .map(one -> one.signedIn(request.credential().isPresent()));
      case ACTIVE_IDENTITY, END_OF_LOCK, PUBLISHED_IDENTITY, HANDLE, WORKER, READABLE_RECORD ->
          Optional.of(by(state(role() == null ? Role.ADMIN : role(), grants(), false)));
      case ROLE ->
          Optional.of(by(state(Role.named(remedy.about()).orElseThrow(), grants(), false)));
      case GRANT -> Optional.of(by(state(role(), granted(remedy), false)));
      case LIMIT -> Optional.of(in(SampleOrganization.limited(acme(), limits(remedy.about()))));
      case UP_TO_DATE, READ -> Optional.of(fresh());
      case CREATOR -> Optional.of(of(created(resource)));
      case NOT_PUBLIC -> Optional.of(of(seen(resource, Visibility.PRIVATE, catalogue)));
      case PUBLIC -> Optional.of(of(seen(resource, Visibility.PUBLIC, catalogue)));
      case PUBLIC_SOURCE -> Optional.of(of(resource, resource.type(), Visibility.PUBLIC));
      case SCOPES -> Optional.of(of(unscoped(resource)));
      case RESOURCE_TYPE -> Optional.of(of(resource, "model", resource.visibility()));
      default -> Optional.empty();
    };
  }

  /** Returns the question of the mightiest account in the most open organization. */
  Asked withEverythingOpen() {
    return by(state(Role.ADMIN, grants(), true))
        .in(SampleOrganization.limited(acme().lockedDown(Optional.empty()), World.limits("open")))
        .fresh()
        .signedIn(false)
        .of(created(unscoped(request.resource())));
  }

  Asked seen(Visibility visibility, Optional<Visibility> after) {
    Resource now = request.resource();
    return of(
        new Resource(
            now.type(),
            now.id(),
            now.owner(),
            now.ownerContradicted(),
            visibility,
            now.resourceGroup(),
            now.createdBy(),
            after.map(seen -> destination(now, seen)),
            now.scopes()));
  }

  private Asked signedIn(boolean byCredential) {
    return acting(
        Session.told("new", subject().organization(), World.NOW.minusSeconds(1)),
        byCredential ? Optional.of(new Credential(Optional.of(World.NOW))) : Optional.empty(),
        false);
  }

  private Asked acting(Session session, Optional<Credential> credential, boolean ended) {
    return new Asked(
        new CheckRequest(
            request.subjectType(),
            request.subject(),
            request.action(),
            request.resource(),
            Optional.of(session),
            credential,
            false,
            Optional.empty()),
        new Facts(
            facts.subject(),
            facts.organization(),
            facts.openTo(),
            ended,
            facts.calledByName(),
            facts.managedOwners(),
            facts.freshness()));
  }

  private Asked refreshed() {
    Session old = request.session().orElseThrow();
    return acting(
        Session.told(old.id(), old.organization(), old.authenticatedAt()),
        request.credential(),
        facts.sessionEnded());
  }

  private Asked of(Resource resource) {
    return new Asked(
        new CheckRequest(
            request.subjectType(),
            request.subject(),
            request.action(),
            resource,
            request.session(),
            request.credential(),
            request.byToken(),
            request.sessionFlaw()),
        facts);
  }

  private Asked of(Resource resource, String type, Visibility visibility) {
    return of(
        new Resource(
            type,
            resource.id(),
            resource.owner(),
            resource.ownerContradicted(),
            visibility,
            resource.resourceGroup(),
            resource.createdBy(),
            resource.destination(),
            resource.scopes()));
  }

  private Resource created(Resource of) {
    return new Resource(
        of.type(),
        of.id(),
        of.owner(),
        of.ownerContradicted(),
        of.visibility(),
        of.resourceGroup(),
        Optional.of(request.subject()),
        of.destination(),
        of.scopes());
  }

  private static Resource unscoped(Resource of) {
    return new Resource(
        of.type(),
        of.id(),
        of.owner(),
        of.ownerContradicted(),
        of.visibility(),
        of.resourceGroup(),
        of.createdBy(),
        of.destination(),
        List.of());
  }

  private Resource seen(Resource of, Visibility visibility, Catalogue catalogue) {
    ActionRule rule = catalogue.rule(request.action()).orElseThrow();
    boolean target = rule.result() && visibility == Visibility.PRIVATE;
    return new Resource(
        of.type(),
        of.id(),
        of.owner(),
        of.ownerContradicted(),
        target ? of.visibility() : visibility,
        of.resourceGroup(),
        of.createdBy(),
        target || of.destination().isPresent()
            ? Optional.of(destination(of, visibility))
            : Optional.empty(),
        of.scopes());
  }

  private static Destination destination(Resource of, Visibility visibility) {
    return new Destination(
        of.destination().flatMap(Destination::owner),
        visibility,
        of.destination().flatMap(Destination::resourceGroup));
  }

  private Asked by(Subject subject) {
    return new Asked(request, facts(Optional.of(subject), facts.organization(), facts.freshness()));
  }

  private Asked in(Organization organization) {
    return new Asked(request, facts(facts.subject(), Optional.of(organization), facts.freshness()));
  }

  private Asked fresh() {
    return new Asked(request, facts(facts.subject(), facts.organization(), Freshness.FRESH));
  }

  private Facts facts(
      Optional<Subject> subject, Optional<Organization> organization, Freshness freshness) {
    return new Facts(
        subject,
        organization,
        facts.openTo(),
        facts.sessionEnded(),
        facts.calledByName(),
        facts.managedOwners(),
        freshness);
  }

  private Subject state(@Nullable Role role, Grants grants, boolean signedIn) {
    Subject is = subject();
    return new Subject(
        is.id(),
        is.organization(),
        1,
        IdentityStatus.ACTIVE,
        is.sessionsNotBefore(),
        signedIn ? World.NOW.minusSeconds(1) : is.signedInAt(),
        0,
        1,
        1,
        AccountStatus.ACTIVE,
        role,
        grants,
        is.handle(),
        false,
        false);
  }

  private Grants granted(Remedy remedy) {
    List<Held> held =
        new ArrayList<>(
            grants().held().stream()
                .filter(one -> !one.resourceGroup().equals(remedy.resourceGroup()))
                .toList());
    held.add(new Held(remedy.resourceGroup(), Role.named(remedy.about()).orElseThrow()));
    return new Grants(held);
  }

  private Grants grants() {
    return subject().grants();
  }

  private @Nullable Role role() {
    return subject().role();
  }

  private Subject subject() {
    return facts.subject().orElseThrow();
  }

  private Organization acme() {
    return facts.organization().orElseThrow();
  }

  private LimitSettings limits(String opened) {
    return World.limits(opened, acme().limits());
  }
}
