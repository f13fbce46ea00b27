package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Decision.Allow;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides in this order: known, authentication, active, limits, role. Missing or doubtful facts
 * lead to a deny.
 */
public final class Policy {
  private static final String BREAK_GLASS = "break-glass";

  private final Catalogue catalogue;

  public Policy(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Returns the names of the actions that it knows. */
  public Set<String> actions() {
    return catalogue.actions();
  }

  /** Decides on a request with the facts of an instant. */
  public Decision decide(CheckRequest request, Facts facts, Instant now) {
    Optional<Flaw> flaw = Flaw.in(request, catalogue.rule(request.action()));
    return flaw.isPresent()
        ? deny(Reason.INVALID_REQUEST, flaw.get().field(), flaw.get().remedy())
        : decideFlawless(request, facts, now);
  }

  private Decision decideFlawless(CheckRequest request, Facts facts, Instant now) {
    if (!ManagedId.isManaged(request.subject())) {
      return personal(request, facts);
    }
    if (facts.freshness() == Freshness.BEYOND_BOUND || facts.freshness() == Freshness.UNREAD) {
      return deny(Reason.STALE_PROJECTION, "freshness", "A projection that is up to date.");
    }
    if (facts.subject().isEmpty()) {
      return deny(Reason.UNKNOWN_SUBJECT, "known", "An account with that id.");
    }
    if (facts.organization().isEmpty()) {
      return deny(Reason.INDETERMINATE, "known", "Readable settings of the organization.");
    }
    Subject subject = facts.subject().get();
    Organization organization = facts.organization().get();
    Optional<Deny> unauthenticated =
        needsSession(request, subject, organization, facts)
            ? Authentication.violation(request, facts, subject, organization, now)
            : Authentication.violationIfShown(request, facts, subject, organization, now);
    return unauthenticated
        .or(() -> active(subject))
        .map(Decision.class::cast)
        .orElseGet(() -> action(request, subject, organization, facts));
  }

  /**
   * Returns whether a managed account needs a session. By default it always does; an organization
   * may let its accounts read public content elsewhere without one.
   */
  private boolean needsSession(
      CheckRequest request, Subject subject, Organization organization, Facts facts) {
    Resource resource = request.resource();
    return organization.enforcement() == Enforcement.GLOBAL
        || catalogue
            .rule(request.action())
            .filter(rule -> rule.readsPublicElsewhere(resource))
            .flatMap(rule -> place(rule, resource, subject, facts))
            .filter(ActionRule.OTHER::equals)
            .isEmpty();
  }

  /** Decides on a personal account, which only managed organizations restrict. */
  private Decision personal(CheckRequest request, Facts facts) {
    if (facts.freshness() == Freshness.UNREAD) {
      return deny(Reason.STALE_PROJECTION, "freshness", "A projection that has been read.");
    }
    if (facts.calledByName()) {
      return deny(
          Reason.INVALID_REQUEST,
          "subject",
          "subject.id: the account's id, not a handle or an organization.");
    }
    Optional<ActionRule> rule = catalogue.rule(request.action());
    if (rule.map(known -> lacksOwner(known, request.resource()))
        .orElseGet(() -> lacksOwner(request.resource()))) {
      return deny(Reason.INVALID_REQUEST, "owner", "resource.properties.owner.");
    }
    Optional<Organization> open =
        isAtTheBrowser(request, facts)
            ? openAt(request.resource(), facts.openTo())
            : Optional.empty();
    Decision asAnybody = anybody(rule, request.resource(), facts);
    return open.map(organization -> breakGlass(request, organization, facts, asAnybody))
        .orElse(asAnybody);
  }

  private static Decision anybody(Optional<ActionRule> rule, Resource resource, Facts facts) {
    if (facts.managedOwners().isEmpty()) {
      return new Allow(Reason.NOT_MANAGED, "personal account");
    }
    boolean open =
        rule.map(
                known ->
                    switch (known.kind()) {
                      case READ, COLLABORATE -> resource.visibility().isReadable();
                      case USE -> resource.visibility().isUsable();
                      default -> false;
                    })
            .orElse(false);
    return open
        ? new Allow(Reason.NOT_MANAGED, "personal account, public content")
        : deny(
            Reason.EXTERNAL_ORG_FORBIDDEN,
            "personal account at a managed organization",
            "An account that the organization's identity provider created.");
  }

  /**
   * Returns whether a break-glass account acts in a browser. It has no session of the gateway. So
   * with a token, a credential or an ended session it is an ordinary personal account.
   */
  private static boolean isAtTheBrowser(CheckRequest request, Facts facts) {
    return request.credential().isEmpty() && !request.byToken() && !facts.sessionEnded();
  }

  /**
   * Returns the open organization in which the account acts; the destination of a move comes first.
   */
  private static Optional<Organization> openAt(Resource resource, List<Organization> openTo) {
    return Stream.concat(
            resource.destination().flatMap(Destination::owner).stream(), resource.owner().stream())
        .flatMap(owner -> openTo.stream().filter(one -> one.id().equals(owner)))
        .findFirst();
  }

  /**
   * Decides on a break-glass account: outside the identity provider, within the organization's
   * limits.
   */
  private Decision breakGlass(
      CheckRequest request, Organization organization, Facts facts, Decision asAnybody) {
    if (facts.freshness() == Freshness.BEYOND_BOUND) {
      return asAnybody instanceof Allow
          ? asAnybody
          : breakGlassDeny(
              Reason.STALE_PROJECTION, BREAK_GLASS, "A projection that is up to date.");
    }
    Subject owner = Subject.breakGlass(request.subject(), organization.id());
    return switch (action(request, owner, organization, facts)) {
      case Allow allow -> new Allow(allow.reason(), BREAK_GLASS + ", " + allow.rule(), true);
      case Deny deny ->
          breakGlassDeny(deny.reason(), BREAK_GLASS + ", " + deny.rule(), deny.remedy());
    };
  }

  private static Deny breakGlassDeny(Reason reason, String rule, String remedy) {
    return new Deny(reason, rule, remedy, reason.isAboutSignIn(), true);
  }

  private static boolean lacksOwner(ActionRule rule, Resource resource) {
    boolean needed =
        rule.placed()
            || rule.kind() == ActionRule.Kind.JOIN
            || rule.kind() == ActionRule.Kind.ADMINISTER;
    return (needed && resource.owner().isEmpty())
        || (rule.moves() && resource.destination().flatMap(Destination::owner).isEmpty());
  }

  /** Returns whether a resource lacks an owner, which even unknown actions require. */
  private static boolean lacksOwner(Resource resource) {
    return ResourceKind.of(resource.type()) != ResourceKind.ELSEWHERE && resource.owner().isEmpty();
  }

  private static Optional<Deny> active(Subject subject) {
    return subject.inactive().map(reason -> deny(reason, "active", subject.remedy()));
  }

  private Decision action(
      CheckRequest request, Subject subject, Organization organization, Facts facts) {
    Optional<ActionRule> found = catalogue.rule(request.action());
    if (found.isEmpty()) {
      return deny(Reason.UNKNOWN_ACTION, "catalogue", "An action of the catalogue.");
    }
    ActionRule rule = found.get();
    if (ResourceKind.of(request.resource().type()) == ResourceKind.UNKNOWN) {
      return deny(Reason.INVALID_REQUEST, rule.name(), "resource.type: a type of the vocabulary.");
    }
    if (facts.freshness() == Freshness.STALE && rule.widensExposure(request.resource())) {
      return deny(Reason.STALE_PROJECTION, rule.name(), "A projection that is up to date.");
    }
    if (reachesOutside(request.resource().scopes(), subject, facts)) {
      return deny(
          Reason.EXTERNAL_COLLABORATION_FORBIDDEN,
          rule.name() + " (scopes)",
          "Scopes in the organization, or in the account's own namespace.");
    }
    return place(rule, request.resource(), subject, facts)
        .map(place -> at(place, rule, request, subject, organization))
        .orElseGet(
            () ->
                deny(
                    Reason.INVALID_REQUEST,
                    rule.name(),
                    "resource.properties.owner"
                        + (rule.moves() ? " and destination.owner" : "")
                        + ", in accord with resource.id."));
  }

  private static boolean reachesOutside(List<String> scopes, Subject subject, Facts facts) {
    for (String owner : scopes) {
      if (place(owner, subject, facts).equals("other")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the place of the action relative to the subject; empty if the request does not state
   * it.
   */
  private static Optional<String> place(
      ActionRule rule, Resource resource, Subject subject, Facts facts) {
    if (!rule.placed()) {
      return Optional.of(ActionRule.ANYWHERE);
    }
    Optional<String> from = resource.owner().map(owner -> place(owner, subject, facts));
    Optional<String> to =
        resource
            .destination()
            .flatMap(Destination::owner)
            .map(owner -> place(owner, subject, facts));
    return rule.moves()
        ? from.flatMap(start -> to.map(end -> start + ">" + end))
        : from.filter(here -> to.isEmpty() || to.get().equals(here));
  }

  /**
   * Returns the place of an owner. A managed organization's name is never a personal namespace,
   * whatever handles exist.
   */
  private static String place(String owner, Subject subject, Facts facts) {
    if (owner.equals(subject.organization())) {
      return "own";
    }
    return subject.owns(owner) && !facts.managedOwners().contains(owner) ? "self" : "other";
  }

  private static Decision at(
      String place,
      ActionRule rule,
      CheckRequest request,
      Subject subject,
      Organization organization) {
    String name = rule.name() + " (" + place + ")";
    if (rule.cell(place).isEmpty()) {
      return deny(
          Reason.EXTERNAL_COLLABORATION_FORBIDDEN, name, "Nothing: it leaves the organization.");
    }
    Resource resource = request.resource();
    if (place.startsWith("other>") && !resource.visibility().isReadable()) {
      return deny(Reason.EXTERNAL_COLLABORATION_FORBIDDEN, name, "Public content as the source.");
    }
    ActionRule.Cell cell = rule.cell(place).get();
    List<Condition> conditions =
        rule.countsAsPublic(resource) ? cell.whenPublic() : cell.whenPrivate();
    for (Condition condition : conditions) {
      Optional<Deny> violation = condition.violation(name, subject, organization, request);
      if (violation.isPresent()) {
        return violation.get();
      }
    }
    return new Allow(Reason.ALLOWED, name);
  }

  private static Deny deny(Reason reason, String rule, String remedy) {
    return new Deny(reason, rule, remedy);
  }
}
