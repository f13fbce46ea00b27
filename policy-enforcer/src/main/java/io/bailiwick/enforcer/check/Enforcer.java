package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Explanation;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Remedy;
import io.bailiwick.enforcer.decision.Rule;
import io.bailiwick.enforcer.log.DecisionLog;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.ReachedRevisions;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.LogText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Answers checks from memory; every failure on the way leads to a deny. */
@Singleton
public class Enforcer {
  private static final Logger LOG = Logger.getLogger(Enforcer.class);

  private static final int TIME_DIGITS = 12;
  private static final int RANDOM_DIGITS = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private final Policy policy;
  private final KnownFacts known;
  private final CheckSample sample;
  private final Progress progress;
  private final ReachedRevisions reached;
  private final DecisionLog log;
  private final EnforcerSettings settings;
  private final Waits waits;
  private final Counter breakGlassUses;
  private final DecisionCounts counts;

  Enforcer(
      Policy policy,
      KnownFacts known,
      CheckSample sample,
      Progress progress,
      ReachedRevisions reached,
      DecisionLog log,
      EnforcerSettings settings,
      Waits waits,
      MeterRegistry metrics) {
    this.policy = policy;
    this.known = known;
    this.sample = sample;
    this.progress = progress;
    this.reached = reached;
    this.log = log;
    this.settings = settings;
    this.waits = waits;
    this.breakGlassUses = metrics.counter("bailiwick.break.glass.uses");
    this.counts = new DecisionCounts(metrics);
  }

  /**
   * Decides on a check.
   *
   * @param then receives the answer; at once, if the check does not wait
   */
  public void check(Check check, Consumer<Answer> then) {
    if (check.atLeast().isEmpty()) {
      then.accept(decide(check));
      return;
    }
    waits.await(
        () -> reached.include(check.atLeast().get(), check.request().subject()),
        check.deadline(),
        end ->
            then.accept(
                switch (end) {
                  case REACHED -> decide(check);
                  case TOO_LATE -> tooOld(check);
                  case TOO_MANY -> unanswered(check);
                }));
  }

  /** Returns the time until which a check that begins now may wait. */
  public Instant waitsUntil() {
    return Instant.now().plus(settings.freshnessWait());
  }

  /** Returns whether a request would be allowed now; a search asks this, so it counts as no use. */
  public boolean wouldAllow(CheckRequest request) {
    Instant now = Instant.now();
    return policy.decide(request, known.about(request, now), now) instanceof Decision.Allow;
  }

  private Answer decide(Check check) {
    return answer(check, (facts, now) -> policy.decide(check.request(), facts, now));
  }

  private Answer tooOld(Check check) {
    return answer(
        check,
        (facts, now) ->
            new Decision.Deny(
                Rule.AT_LEAST_AS_FRESH, Reason.STALE_PROJECTION, Remedy.Need.REVISION));
  }

  /** Denies a check that cannot be answered in time, or beside all the others that wait. */
  public Answer unanswered(Check check) {
    return answer(
        check, (facts, now) -> new Decision.Deny(Rule.ERROR, Reason.ERROR, Remedy.Need.LATER));
  }

  private Answer answer(Check check, BiFunction<Facts, Instant, Decision> deciding) {
    CheckRequest request = check.request();
    Instant now = check.clock().instant();
    String id = evaluationId(now);
    Facts facts = Facts.NONE;
    Decision decision;
    Optional<Explanation> explanation = Optional.empty();
    try {
      facts = known.about(request, now);
      decision = deciding.apply(facts, now);
      if (check.explained()) {
        explanation = Optional.of(explanation(request, decision, facts, now));
      }
    } catch (RuntimeException e) {
      LOG.errorf("A decision failed: %s", FailureTrace.of(e));
      decision = new Decision.Deny(Rule.ERROR, Reason.ERROR, Remedy.Need.LOG);
    }
    if (!facts.openTo().isEmpty()) {
      audit(request, facts, decision, id);
    }
    counts.count(decision.reason());
    log.offer(id, now, check.caller(), request, decision, facts);
    sample.offer(request, facts, now);
    Duration age = facts.freshness() == Freshness.FRESH ? Duration.ZERO : progress.age(now);
    return new Answer(id, decision, facts, request.session().isPresent(), age, explanation);
  }

  /** Lets the policy tell how it decides on the same facts, unless the enforcer decided itself. */
  private Explanation explanation(
      CheckRequest request, Decision decision, Facts facts, Instant now) {
    return decision instanceof Decision.Deny deny && !deny.by().isOfThePolicy()
        ? Explanation.of(deny)
        : policy.explain(request, facts, now);
  }

  /** Logs each check of a break-glass account while an organization is open to it. */
  private void audit(CheckRequest request, Facts facts, Decision decision, String id) {
    boolean used = decision.breakGlass();
    if (used) {
      breakGlassUses.increment();
    }
    CheckRequest.Resource resource = request.resource();
    LOG.logf(
        used ? Logger.Level.WARN : Logger.Level.INFO,
        "Break-glass of %s, account %s: %s, %s %s, owner %s, to %s, session %s%s"
            + " -> %s (%s), evaluation_id %s",
        facts.openTo().stream().map(Organization::id).collect(Collectors.joining(" and ")),
        LogText.quoted(request.subject()),
        LogText.quoted(request.action()),
        LogText.quoted(resource.type()),
        LogText.quoted(resource.id()),
        LogText.quoted(resource.owner().orElse("")),
        LogText.quoted(resource.destination().flatMap(Destination::owner).orElse("")),
        LogText.quoted(request.session().map(CheckRequest.Session::id).orElse("")),
        request.credential().isPresent()
            ? ", by a credential"
            : request.byToken() ? ", by a token" : "",
        decision.reason().code(),
        decision.words(),
        id);
  }

  /** Returns a unique id of hexadecimal digits, which is not secret. */
  private static String evaluationId(Instant now) {
    byte[] id = new byte[TIME_DIGITS + RANDOM_DIGITS];
    putHex(now.toEpochMilli(), id, 0, TIME_DIGITS);
    putHex(ThreadLocalRandom.current().nextLong(), id, TIME_DIGITS, RANDOM_DIGITS);
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  /** Writes the last digits of a number; the class for it would make a text of each number. */
  private static void putHex(long number, byte[] to, int start, int digits) {
    for (int i = start + digits - 1; i >= start; i--) {
      to[i] = HEX[(int) number & 0xf];
      number >>>= 4;
    }
  }

  /**
   * A decision and its inputs.
   *
   * @param evaluationId the id of the evaluation in logs
   * @param inSession whether the question shows a session or credential
   * @param age the age of the projection if it is not fresh; otherwise zero
   * @param explanation the way to the decision, if the check asks for it
   */
  public record Answer(
      String evaluationId,
      Decision decision,
      Facts facts,
      boolean inSession,
      Duration age,
      Optional<Explanation> explanation) {}
}
