package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.Decision.Allow;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Explanation.Step;
import io.bailiwick.enforcer.decision.Remedy.Need;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds for each explanation. */
public final class ExplanationLaws {
  /** The changes after which more may be needed, because the rules behind them saw no place. */
  private static final Set<Need> FIRST_OF_ALL =
      Set.of(Need.OWNER_IN_ACCORD, Need.OWNER_AND_DESTINATION);

  private ExplanationLaws() {}

  /** Asserts the laws for a question. */
  public static void hold(Catalogue catalogue, CheckRequest request, Facts facts) {
    Policy policy = new Policy(catalogue);
    Explanation explanation = policy.explain(request, facts, World.NOW);
    Decision decision = policy.decide(request, facts, World.NOW);
    assertThat(explanation.decision()).as("the unexplained answer").isEqualTo(decision);
    List<Step> steps = explanation.steps();
    assertThat(steps.stream().map(Step::rule))
        .as("the rules in their order")
        .isEqualTo(Rule.OF_THE_POLICY.subList(0, steps.size()));
    assertThat(steps.getLast().rule()).as("the deciding rule").isEqualTo(decision.by());
    assertThat(steps.getLast().outcome()).isEqualTo(decision);
    assertThat(steps.subList(0, steps.size() - 1))
        .as("the rules before")
        .allMatch(step -> step.outcome() instanceof Outcome.Undecided);
    if (decision instanceof Deny deny) {
      assertThat(explanation.wouldAllow()).isNotEmpty();
      wouldAllow(catalogue, new Asked(request, facts), deny, explanation.wouldAllow());
    } else {
      assertThat(explanation.wouldAllow()).isEmpty();
    }
  }

  private static void wouldAllow(
      Catalogue catalogue, Asked asked, Deny deny, List<Remedy> changes) {
    if (changes.getFirst().need().isNothing()) {
      assertThat(changes).hasSize(1);
      nothingAllows(catalogue, asked, changes.getFirst());
      return;
    }
    if (deny.by().compareTo(Rule.KNOWN) <= 0 || asked.facts().subject().isEmpty()) {
      return;
    }
    Optional<Asked> changed = Optional.of(asked);
    for (Remedy change : changes) {
      changed = changed.flatMap(one -> one.with(change, catalogue));
    }
    if (changed.isEmpty() || changes.stream().map(Remedy::need).anyMatch(FIRST_OF_ALL::contains)) {
      return;
    }
    assertThat(decide(catalogue, changed.get()))
        .as("%s%nafter %s%nof %s", changed.get(), changes, deny)
        .isInstanceOf(Allow.class);
  }

  /** No role, limit, session or visibility allows it, except to an account that is deleted. */
  private static void nothingAllows(Catalogue catalogue, Asked asked, Remedy nothing) {
    if (nothing.need() == Need.NOTHING_DELETED) {
      return;
    }
    Asked open = asked.withEverythingOpen();
    for (Visibility visibility : Visibility.values()) {
      for (Visibility after : Visibility.values()) {
        Asked seen = open.seen(visibility, Optional.of(after));
        assertThat(decide(catalogue, seen)).as("%s", seen).isInstanceOf(Deny.class);
      }
      Asked seen = open.seen(visibility, Optional.empty());
      assertThat(decide(catalogue, seen)).as("%s", seen).isInstanceOf(Deny.class);
    }
  }

  private static Decision decide(Catalogue catalogue, Asked asked) {
    return new Policy(catalogue).decide(asked.request(), asked.facts(), World.NOW);
  }
}
