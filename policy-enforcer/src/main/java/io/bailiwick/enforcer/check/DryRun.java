package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides as if an organization had other settings, by the policy that also decides on checks. It
 * has no effects: it counts, logs and audits nothing.
 */
@Singleton
public class DryRun {
  private final Policy policy;
  private final SubjectView view;
  private final KnownFacts known;
  private final CheckSample sample;
  private final Progress progress;

  DryRun(Policy policy, SubjectView view, KnownFacts known, CheckSample sample, Progress progress) {
    this.policy = policy;
    this.view = view;
    this.known = known;
    this.sample = sample;
    this.progress = progress;
  }

  /** Returns whether the projection is fresh; an older one denies what it would else allow. */
  public boolean isFresh() {
    return progress.isFresh(Instant.now());
  }

  /** Returns an organization as it is now. */
  public Optional<Organization> present(String organization) {
    return view.organization(organization);
  }

  /** Decides on the kept checks of the proposal's organization before and after the proposal. */
  public Comparison overSample(Proposal proposal) {
    return over(sample.of(proposal.organization().id()), proposal);
  }

  /** Begins to collect the checks of an organization; false if another watch is under way. */
  public boolean watch(String organization) {
    return sample.watch(organization);
  }

  /** Ends the watch, and decides on its checks before and after the proposal. */
  public Comparison overWatched(Proposal proposal) {
    return over(sample.watched(), proposal);
  }

  private Comparison over(List<SampledCheck> checks, Proposal proposal) {
    Comparison comparison = new Comparison();
    for (SampledCheck check : checks) {
      CheckRequest request = check.request();
      // The time of the check itself: its session would be older by now.
      Facts facts = known.about(request, check.at());
      comparison.add(
          check,
          policy.decide(request, facts, check.at()),
          policy.decide(request, proposal.applied(facts, request.subject()), check.at()));
    }
    return comparison;
  }

  /** Returns why an assertion does not hold under a proposal; empty if it holds. */
  public Optional<Assertion.Failure> failure(
      Assertion assertion, Organization present, Proposal proposal) {
    Instant now = Instant.now();
    // A lockdown denies everything, and is no setting.
    Organization after = proposal.organization().lockedDown(Optional.empty());
    Optional<Role> role = Optional.ofNullable(proposal.roles().get(assertion.request().subject()));
    Decision decision = decide(assertion, after, role, now);
    if (assertion.holds(decision)) {
      return Optional.empty();
    }
    Decision before =
        decide(assertion, present.lockedDown(Optional.empty()), Optional.empty(), now);
    return Optional.of(
        new Assertion.Failure(
            assertion.name(), decision.reason(), decision.by(), !assertion.holds(before)));
  }

  private Decision decide(
      Assertion assertion, Organization organization, Optional<Role> role, Instant now) {
    CheckRequest asked = assertion.request();
    Optional<String> its =
        assertion.anyWith().isPresent()
            ? Optional.of(organization.id())
            : view.subject(asked.subject()).map(Subject::organization);
    CheckRequest request = asked.in(its.map(one -> Session.told("assumed", one, now)));
    Facts facts = known.about(request, now);
    Facts assumed =
        assertion
            .anyWith()
            .map(any -> Subject.active(asked.subject(), organization.id(), any))
            .map(any -> facts.of(any, organization))
            .orElseGet(() -> facts.under(organization, role));
    return policy.decide(request, assumed, now);
  }
}
