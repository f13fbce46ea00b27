package io.bailiwick.enforcer.decision;

import static io.bailiwick.enforcer.decision.Outcome.Undecided.NOT_APPLICABLE;
import static io.bailiwick.enforcer.decision.Outcome.Undecided.PASSED;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Decision.Allow;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.Organization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides by the rules of {@link Rule}, in their order, until one of them decides. Missing or
 * doubtful facts lead to a deny. An explanation goes through the same rules and records them.
 */
public final class Policy {
  /** The number of these rules; a change of what they decide raises it (PolicyVersionTest). */
  static final int RULES = 2;

  /** An array, because each check goes through it. */
  private static final Rule[] IN_ORDER = Rule.OF_THE_POLICY.toArray(new Rule[0]);

  private final Catalogue catalogue;
  private final String version;

  public Policy(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.version = RULES + "-" + catalogue.fingerprint();
  }

  /** Returns the names of the actions that it knows. */
  public Set<String> actions() {
    return catalogue.actions();
  }

  /** Returns its version, which changes with the rules and with the content of the catalogue. */
  public String version() {
    return version;
  }

  /** Decides on a request with the facts of an instant. */
  public Decision decide(CheckRequest request, Facts facts, Instant now) {
    Question question = question(request, facts, now);
    for (Rule rule : IN_ORDER) {
      if (outcome(rule, question) instanceof Decision decision) {
        return decision;
      }
    }
    return new Deny(Rule.ERROR, Reason.ERROR, Need.LOG);
  }

  /** Decides in the same way, and tells each rule on the way to the decision. */
  public Explanation explain(CheckRequest request, Facts facts, Instant now) {
    Question question = question(request, facts, now);
    List<Explanation.Step> steps = new ArrayList<>();
    for (Rule rule : Rule.OF_THE_POLICY) {
      Outcome outcome = outcome(rule, question);
      steps.add(new Explanation.Step(rule, outcome, SeenFacts.of(rule, question)));
      if (outcome instanceof Decision decision) {
        return new Explanation(decision, steps, wouldAllow(rule, decision, question));
      }
    }
    return Explanation.of(new Deny(Rule.ERROR, Reason.ERROR, Need.LOG));
  }

  private Question question(CheckRequest request, Facts facts, Instant now) {
    return Question.of(request, facts, now, catalogue.rule(request.action()));
  }

  private static Outcome outcome(Rule rule, Question question) {
    return switch (rule) {
      case QUESTION -> flawless(question);
      case FRESHNESS -> fresh(question);
      case SUBJECT -> calledById(question);
      case OWNER -> namesOwner(question);
      case PERSONAL -> question.byBreakGlass() ? NOT_APPLICABLE : personal(question);
      case BREAK_GLASS -> breakGlass(question);
      case KNOWN -> known(question);
      case AUTHENTICATION -> authenticated(question);
      case ACTIVE -> active(question);
      case CATALOGUE, RESOURCE, EXPOSURE, SCOPES, PLACE, CONDITIONS -> limits(rule, question);
      case AT_LEAST_AS_FRESH, ERROR -> NOT_APPLICABLE;
    };
  }

  private static Outcome flawless(Question question) {
    Optional<Flaw> flaw = Flaw.in(question.request(), question.action());
    return flaw.isPresent()
        ? invalid(Rule.QUESTION, flaw.get().field(), flaw.get().need())
        : PASSED;
  }

  private static Outcome fresh(Question question) {
    Freshness freshness = question.facts().freshness();
    if (freshness == Freshness.UNREAD) {
      return new Deny(Rule.FRESHNESS, Reason.STALE_PROJECTION, Need.READ);
    }
    return freshness == Freshness.BEYOND_BOUND && question.managed()
        ? new Deny(Rule.FRESHNESS, Reason.STALE_PROJECTION, Need.UP_TO_DATE)
        : PASSED;
  }

  private static Outcome calledById(Question question) {
    if (question.managed()) {
      return NOT_APPLICABLE;
    }
    return question.facts().calledByName()
        ? invalid(Rule.SUBJECT, Rule.SUBJECT.code(), Need.SUBJECT_ID)
        : PASSED;
  }

  private static Outcome namesOwner(Question question) {
    if (question.managed()) {
      return NOT_APPLICABLE;
    }
    boolean lacking =
        question.action().isPresent()
            ? lacksOwner(question.action().get(), question.resource())
            : lacksOwner(question.resource());
    return lacking ? invalid(Rule.OWNER, Rule.OWNER.code(), Need.OWNER) : PASSED;
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

  /** Decides on a personal account, which only managed organizations restrict. */
  private static Outcome personal(Question question) {
    if (question.managed()) {
      return NOT_APPLICABLE;
    }
    if (question.facts().managedOwners().isEmpty()) {
      return new Allow(Rule.PERSONAL, Reason.NOT_MANAGED, "personal account");
    }
    Resource resource = question.resource();
    boolean open =
        question.action().isPresent()
            && switch (question.action().get().kind()) {
              case READ, COLLABORATE -> resource.visibility().isReadable();
              case USE -> resource.visibility().isUsable();
              default -> false;
            };
    return open
        ? new Allow(Rule.PERSONAL, Reason.NOT_MANAGED, "personal account, public content")
        : new Deny(
            Rule.PERSONAL,
            Reason.EXTERNAL_ORG_FORBIDDEN,
            "personal account at a managed organization",
            Need.MANAGED_ACCOUNT.remedy());
  }

  /**
   * Lets a break-glass account go on: outside the identity provider, within the organization's
   * limits. If the projection is too old, it may do what any personal account may.
   */
  private static Outcome breakGlass(Question question) {
    if (!question.byBreakGlass()) {
      return NOT_APPLICABLE;
    }
    if (question.facts().freshness() != Freshness.BEYOND_BOUND) {
      return PASSED;
    }
    return personal(question) instanceof Allow allow
        ? new Allow(Rule.BREAK_GLASS, allow.reason(), allow.words())
        : new Deny(
            Rule.BREAK_GLASS,
            Reason.STALE_PROJECTION,
            "break-glass",
            Need.UP_TO_DATE.remedy(),
            false,
            true);
  }

  private static Outcome known(Question question) {
    if (!question.managed()) {
      return NOT_APPLICABLE;
    }
    if (question.subject().isEmpty()) {
      return new Deny(Rule.KNOWN, Reason.UNKNOWN_SUBJECT, Need.KNOWN_ACCOUNT);
    }
    return question.organization().isEmpty()
        ? new Deny(Rule.KNOWN, Reason.INDETERMINATE, Need.READABLE_SETTINGS)
        : PASSED;
  }

  private static Outcome authenticated(Question question) {
    if (!question.managed()) {
      return NOT_APPLICABLE;
    }
    Subject subject = question.subject().orElseThrow();
    Organization organization = question.organization().orElseThrow();
    return Outcome.of(
        needsSession(question, organization)
            ? Authentication.violation(
                question.request(), question.facts(), subject, organization, question.now())
            : Authentication.violationIfShown(
                question.request(), question.facts(), subject, organization, question.now()));
  }

  /**
   * Returns whether a managed account needs a session. By default it always does; an organization
   * may let its accounts read public content elsewhere without one.
   */
  static boolean needsSession(Question question, Organization organization) {
    return organization.enforcement() == Enforcement.GLOBAL
        || question
            .action()
            .filter(rule -> rule.readsPublicElsewhere(question.resource()))
            .flatMap(rule -> question.place())
            .filter(ActionRule.OTHER::equals)
            .isEmpty();
  }

  private static Outcome active(Question question) {
    if (!question.managed()) {
      return NOT_APPLICABLE;
    }
    Subject subject = question.subject().orElseThrow();
    Optional<Reason> inactive = subject.inactive();
    return inactive.isPresent() ? new Deny(Rule.ACTIVE, inactive.get(), subject.need()) : PASSED;
  }

  private static Outcome limits(Rule rule, Question question) {
    Outcome outcome = Limits.outcome(rule, question);
    return question.byBreakGlass() && outcome instanceof Decision decision
        ? decision.forBreakGlass()
        : outcome;
  }

  /**
   * Returns the changes that an allow needs, also of the rules after the deciding one. About a
   * question that is flawed, or an account that is not known, those rules say nothing.
   */
  private static List<Remedy> wouldAllow(Rule deciding, Decision decision, Question question) {
    if (!(decision instanceof Deny deny)) {
      return List.of();
    }
    if (deciding.compareTo(Rule.KNOWN) <= 0) {
      return List.of(deny.remedy());
    }
    List<Remedy> all = new ArrayList<>();
    for (Rule rule : Rule.OF_THE_POLICY) {
      if (rule == Rule.CONDITIONS) {
        all.addAll(Limits.needs(question));
      } else if (outcome(rule, question) instanceof Deny violated) {
        all.addAll(
            rule == Rule.AUTHENTICATION
                ? toSignIn(violated, question)
                : List.of(violated.remedy()));
      }
    }
    Optional<Remedy> none = all.stream().filter(one -> one.need().isNothing()).findFirst();
    return none.map(List::of).orElse(all.stream().distinct().toList());
  }

  private static List<Remedy> toSignIn(Deny deny, Question question) {
    return Authentication.needs(
        deny,
        question.request(),
        question.subject().orElseThrow(),
        question.organization().orElseThrow(),
        question.now());
  }

  private static Deny invalid(Rule rule, String field, Need need) {
    return new Deny(rule, Reason.INVALID_REQUEST, field, need.remedy());
  }
}
