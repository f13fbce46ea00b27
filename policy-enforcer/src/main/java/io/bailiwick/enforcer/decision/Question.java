package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request, and what all rules need to know about it.
 *
 * @param action the action of the catalogue, if it is known
 * @param managed whether the subject is a managed account
 * @param subject the state of the managed account if it is known, or of the break-glass account
 *     that acts; empty for any other personal account
 * @param organization the organization that manages it, or in which the break-glass account acts
 * @param place the place of the action relative to the subject; empty if the request does not state
 *     it
 * @param groups the roles that count in place of the role in the organization
 */
record Question(
    CheckRequest request,
    Facts facts,
    Instant now,
    Optional<ActionRule> action,
    boolean managed,
    Optional<Subject> subject,
    Optional<Organization> organization,
    Optional<String> place,
    GroupRoles groups) {
  private static final Optional<String> ANYWHERE = Optional.of(ActionRule.ANYWHERE);
  private static final Optional<String> OWN = Optional.of(ActionRule.OWN);
  private static final Optional<String> SELF = Optional.of(ActionRule.SELF);
  private static final Optional<String> OTHER = Optional.of(ActionRule.OTHER);

  static Question of(CheckRequest request, Facts facts, Instant now, Optional<ActionRule> action) {
    boolean managed = ManagedId.isManaged(request.subject());
    Optional<Organization> organization =
        managed ? facts.organization() : breakGlassAt(request, facts);
    Optional<Subject> subject =
        managed
            ? facts.subject()
            : organization.map(open -> Subject.breakGlass(request.subject(), open.id()));
    Optional<String> place =
        action.isPresent() && subject.isPresent()
            ? place(action.get(), request.resource(), subject.get(), facts)
            : Optional.empty();
    GroupRoles groups =
        subject.isPresent()
            ? GroupRoles.of(request.resource(), subject.get(), action, place)
            : GroupRoles.NONE;
    return new Question(request, facts, now, action, managed, subject, organization, place, groups);
  }

  Resource resource() {
    return request.resource();
  }

  /** Returns whether a break-glass account acts as such. */
  boolean byBreakGlass() {
    return !managed && organization.isPresent();
  }

  /**
   * Returns the open organization in which a break-glass account acts; the destination of a move
   * comes first. It has no session of the gateway: with a token, a credential or an ended session
   * it is an ordinary personal account.
   */
  private static Optional<Organization> breakGlassAt(CheckRequest request, Facts facts) {
    List<Organization> openTo = facts.openTo();
    boolean atTheBrowser =
        request.credential().isEmpty() && !request.byToken() && !facts.sessionEnded();
    if (openTo.isEmpty() || !atTheBrowser) {
      return Optional.empty();
    }
    Resource resource = request.resource();
    return Stream.concat(
            resource.destination().flatMap(Destination::owner).stream(), resource.owner().stream())
        .flatMap(owner -> openTo.stream().filter(one -> one.id().equals(owner)))
        .findFirst();
  }

  private static Optional<String> place(
      ActionRule rule, Resource resource, Subject subject, Facts facts) {
    if (!rule.placed()) {
      return ANYWHERE;
    }
    Optional<String> from = place(resource.owner(), subject, facts);
    Optional<String> to = place(resource.destination().flatMap(Destination::owner), subject, facts);
    return rule.moves()
        ? from.flatMap(start -> to.map(end -> start + ">" + end))
        : from.filter(here -> to.isEmpty() || to.get().equals(here));
  }

  /**
   * Returns the place of an owner. A managed organization's name is never a personal namespace,
   * whatever handles exist.
   */
  private static Optional<String> place(Optional<String> owner, Subject subject, Facts facts) {
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    if (owner.get().equals(subject.organization())) {
      return OWN;
    }
    return subject.owns(owner.get()) && !facts.managedOwners().contains(owner.get()) ? SELF : OTHER;
  }

  /** Returns whether a new credential is for a namespace of others. */
  boolean reachesOutside(Subject by) {
    for (String owner : resource().scopes()) {
      if (place(Optional.of(owner), by, facts).equals(OTHER)) {
        return true;
      }
    }
    return false;
  }
}
