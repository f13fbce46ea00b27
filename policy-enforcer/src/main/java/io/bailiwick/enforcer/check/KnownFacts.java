package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the facts of the projection that the policy needs to decide on a request. */
@Singleton
class KnownFacts {
  private final SubjectView view;
  private final EndedSessions ended;
  private final Progress progress;
  private final EnforcerSettings settings;

  KnownFacts(SubjectView view, EndedSessions ended, Progress progress, EnforcerSettings settings) {
    this.view = view;
    this.ended = ended;
    this.progress = progress;
    this.settings = settings;
  }

  /** Returns the facts about a request at an instant. */
  Facts about(CheckRequest request, Instant now) {
    boolean managed = ManagedId.isManaged(request.subject());
    Optional<Subject> subject = managed ? view.subject(request.subject()) : Optional.empty();
    CheckRequest.Resource resource = request.resource();
    Set<String> managedOwners = Set.of();
    for (String owner : resource.namespaces()) {
      if (view.isOrganization(owner) || (!managed && isManagedAccount(owner))) {
        managedOwners = with(managedOwners, owner);
      }
    }
    Optional<Organization> organization =
        subject.flatMap(known -> view.organization(known.organization()));
    List<Organization> openTo = managed ? List.of() : view.openTo(request.subject(), now);
    return new Facts(
        subject,
        organization,
        openTo,
        request.session().filter(session -> ended.contains(session.id())).isPresent(),
        !managed && view.isName(request.subject()),
        managedOwners,
        freshness(subject, denyAfter(organization, openTo, managedOwners), now));
  }

  /** Adds an owner; most questions have a single one, for which this needs no table. */
  private static Set<String> with(Set<String> owners, String owner) {
    if (owners.isEmpty()) {
      return Set.of(owner);
    }
    Set<String> all = new HashSet<>(owners);
    all.add(owner);
    return Set.copyOf(all);
  }

  /**
   * Returns the freshness of an account, which is stale too if the account does not follow its
   * identity.
   */
  private Freshness freshness(Optional<Subject> subject, Duration denyAfter, Instant now) {
    Freshness freshness = progress.freshness(now, denyAfter);
    Instant bound = now.minus(settings.accountLag());
    return freshness == Freshness.FRESH && subject.filter(one -> one.lagsSince(bound)).isPresent()
        ? Freshness.STALE
        : freshness;
  }

  /**
   * Returns the age beyond which the account is denied. The organization that manages it may have a
   * bound of its own. So may one that it acts for, as a break-glass account.
   */
  private Duration denyAfter(
      Optional<Organization> organization, List<Organization> openTo, Set<String> managedOwners) {
    Duration denyAfter = settings.denyAfter();
    if (organization.isPresent()) {
      return organization.get().staleness().denyAfter(denyAfter);
    }
    for (Organization open : openTo) {
      if (managedOwners.contains(open.id())) {
        denyAfter = open.staleness().denyAfter(denyAfter);
      }
    }
    return denyAfter;
  }

  private boolean isManagedAccount(String owner) {
    return ManagedId.isManaged(owner) || view.isHandle(owner);
  }
}
