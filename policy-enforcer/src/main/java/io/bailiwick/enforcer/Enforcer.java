package io.bailiwick.enforcer;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.service.FailureTrace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Answers checks from memory; whatever goes wrong on the way denies. */
@ApplicationScoped
public class Enforcer {
  private static final Logger LOG = Logger.getLogger(Enforcer.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final Policy policy;
  private final SubjectView view;
  private final EndedSessions ended;
  private final Progress progress;
  private final EnforcerSettings settings;
  private final Counter breakGlassUses;
  private final Map<Reason, Counter> decisions = new EnumMap<>(Reason.class);

  Enforcer(
      Policy policy,
      SubjectView view,
      EndedSessions ended,
      Progress progress,
      EnforcerSettings settings,
      MeterRegistry metrics) {
    this.policy = policy;
    this.view = view;
    this.ended = ended;
    this.progress = progress;
    this.settings = settings;
    this.breakGlassUses = metrics.counter("bailiwick.break.glass.uses");
    for (Reason reason : Reason.values()) {
      decisions.put(reason, metrics.counter("bailiwick.decisions", "reason", reason.code()));
    }
  }

  /**
   * Decides on a request.
   *
   * @param atLeast the revision that the projection must have reached; waited for, but not long
   */
  public Uni<Answer> check(CheckRequest request, Optional<Revision> atLeast) {
    if (atLeast.isEmpty() || view.hasReached(atLeast.get())) {
      return Uni.createFrom().item(decide(request));
    }
    Instant deadline = Instant.now().plus(settings.freshnessWait());
    return Uni.createFrom()
        .item(() -> view.hasReached(atLeast.get()))
        .onItem()
        .delayIt()
        .by(LOOK_AGAIN)
        .repeat()
        .until(reached -> reached || Instant.now().isAfter(deadline))
        .collect()
        .last()
        .map(seen -> view.hasReached(atLeast.get()) ? decide(request) : tooOld(request));
  }

  private Answer decide(CheckRequest request) {
    Instant now = Instant.now();
    Facts facts = Facts.NONE;
    Decision decision;
    try {
      facts = facts(request, now);
      decision = policy.decide(request, facts, now);
      audit(request, facts, decision);
    } catch (RuntimeException e) {
      LOG.errorf("A decision failed: %s", FailureTrace.of(e));
      decision = new Decision.Deny(Reason.ERROR, "error", "Look into the enforcer's log.");
    }
    return counted(new Answer(decision, facts, age(now)));
  }

  /** Each use of a break-glass account is told. */
  private void audit(CheckRequest request, Facts facts, Decision decision) {
    if (facts.organization().isPresent() && !ManagedId.isManaged(request.subject())) {
      breakGlassUses.increment();
      LOG.warnf(
          "Break-glass of %s: %s is answered %s",
          facts.organization().get().id(), request.action(), decision.reason().code());
    }
  }

  private Answer tooOld(CheckRequest request) {
    Instant now = Instant.now();
    Decision decision =
        new Decision.Deny(
            Reason.STALE_PROJECTION, "at_least_as_fresh", "The revision that the check asks for.");
    return counted(new Answer(decision, facts(request, now), age(now)));
  }

  private Answer counted(Answer answer) {
    Counter counter = decisions.get(answer.decision().reason());
    if (counter != null) {
      counter.increment();
    }
    return answer;
  }

  private Duration age(Instant now) {
    return progress.age(now);
  }

  private Facts facts(CheckRequest request, Instant now) {
    boolean managed = ManagedId.isManaged(request.subject());
    Optional<Subject> subject = managed ? view.subject(request.subject()) : Optional.empty();
    CheckRequest.Resource resource = request.resource();
    Set<String> managedOwners =
        Stream.concat(
                resource.owner().stream(),
                resource.destination().flatMap(Destination::owner).stream())
            .filter(view::isOrganization)
            .collect(Collectors.toUnmodifiableSet());
    return new Facts(
        subject,
        managed
            ? subject.flatMap(known -> view.organization(known.organization()))
            : opened(request.subject(), managedOwners, now),
        request.session().filter(session -> ended.contains(session.id())).isPresent(),
        !managed && view.isHandle(request.subject()),
        managedOwners,
        progress.freshness(now));
  }

  /** The organization that is open to a personal account now, of those that are asked about. */
  private Optional<Organization> opened(String account, Set<String> owners, Instant now) {
    return owners.stream()
        .flatMap(owner -> view.organization(owner).stream())
        .filter(
            organization ->
                organization.breakGlass().filter(one -> one.isOpenFor(account, now)).isPresent())
        .findFirst();
  }

  /**
   * A decision and what it was made of.
   *
   * @param age how old the projection was
   */
  public record Answer(Decision decision, Facts facts, Duration age) {}
}
