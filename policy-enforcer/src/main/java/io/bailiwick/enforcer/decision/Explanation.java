package io.bailiwick.enforcer.decision;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way to a decision, for a caller that may see it.
 *
 * @param decision the decision that the rules make without an explanation too
 * @param steps the rules in their order, until the deciding one
 * @param wouldAllow the changes that are known to be needed for an allow, together; one of {@link
 *     Remedy.Need#isNothing} if there are none, and empty for an allow
 */
public record Explanation(Decision decision, List<Step> steps, List<Remedy> wouldAllow) {
  public Explanation {
    steps = List.copyOf(steps);
    wouldAllow = List.copyOf(wouldAllow);
  }

  /** Returns the way to a decision that the enforcer makes without the policy. */
  public static Explanation of(Decision.Deny deny) {
    return new Explanation(
        deny, List.of(new Step(deny.by(), deny, Map.of())), List.of(deny.remedy()));
  }

  /**
   * A rule, what it said, and the facts that it saw.
   *
   * @param facts by their names; a value is a text, a number, a boolean or a list of them
   */
  public record Step(Rule rule, Outcome outcome, Map<String, Object> facts) {
    public Step {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }
}
