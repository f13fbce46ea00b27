package io.bailiwick.enforcer.decision;

import static io.bailiwick.enforcer.decision.Outcome.Undecided.NOT_APPLICABLE;
import static io.bailiwick.enforcer.decision.Outcome.Undecided.PASSED;

import io.bailiwick.enforcer.decision.ActionRule.Cell;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Remedy.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules about the action itself: what the catalogue and the organization's limits allow. */
final class Limits {
  private Limits() {}

  static Outcome outcome(Rule rule, Question question) {
    if (question.action().isEmpty()) {
      return rule == Rule.CATALOGUE
          ? new Deny(rule, Reason.UNKNOWN_ACTION, Need.ACTION)
          : NOT_APPLICABLE;
    }
    ActionRule action = question.action().get();
    Subject subject = question.subject().orElseThrow();
    return switch (rule) {
      case RESOURCE -> resource(action, question);
      case EXPOSURE -> exposure(action, question);
      case SCOPES -> scopes(action, subject, question);
      case PLACE -> place(action, question);
      case CONDITIONS -> conditions(action, question);
      default -> PASSED;
    };
  }

  private static Outcome resource(ActionRule action, Question question) {
    return ResourceKind.of(question.resource().type()) == ResourceKind.UNKNOWN
        ? deny(Rule.RESOURCE, Reason.INVALID_REQUEST, action.name(), Need.RESOURCE_TYPE)
        : PASSED;
  }

  private static Outcome exposure(ActionRule action, Question question) {
    if (question.facts().freshness() == Freshness.FRESH) {
      return NOT_APPLICABLE;
    }
    return action.widensExposure(question.resource())
        ? deny(Rule.EXPOSURE, Reason.STALE_PROJECTION, action.name(), Need.UP_TO_DATE)
        : PASSED;
  }

  private static Outcome scopes(ActionRule action, Subject subject, Question question) {
    if (question.resource().scopes().isEmpty()) {
      return NOT_APPLICABLE;
    }
    return question.reachesOutside(subject)
        ? deny(
            Rule.SCOPES,
            Reason.EXTERNAL_COLLABORATION_FORBIDDEN,
            action.name() + " (scopes)",
            Need.SCOPES)
        : PASSED;
  }

  private static Outcome place(ActionRule action, Question question) {
    if (question.place().isEmpty()) {
      return deny(
          Rule.PLACE,
          Reason.INVALID_REQUEST,
          action.name(),
          action.moves() ? Need.OWNER_AND_DESTINATION : Need.OWNER_IN_ACCORD);
    }
    String place = question.place().get();
    if (action.cell(place).isEmpty()) {
      return deny(
          Rule.PLACE,
          Reason.EXTERNAL_COLLABORATION_FORBIDDEN,
          action.name() + " (" + place + ")",
          Need.NOTHING_OUTSIDE);
    }
    return place.startsWith("other>") && !question.resource().visibility().isReadable()
        ? deny(
            Rule.PLACE,
            Reason.EXTERNAL_COLLABORATION_FORBIDDEN,
            action.name() + " (" + place + ")",
            Need.PUBLIC_SOURCE)
        : PASSED;
  }

  private static Outcome conditions(ActionRule action, Question question) {
    Optional<Cell> found = question.place().flatMap(action::cell);
    if (found.isEmpty()) {
      return NOT_APPLICABLE;
    }
    Cell cell = found.get();
    List<Condition> conditions = action.conditions(cell, question.resource());
    for (Condition condition : conditions) {
      Optional<Deny> violation = condition.violation(cell.name(), question);
      if (violation.isPresent()) {
        return violation.get();
      }
    }
    Optional<Deny> closed = question.groups().closed(cell.name(), conditions);
    return closed.isPresent() ? closed.get() : cell.allowed();
  }

  /**
   * Returns the changes that the conditions need. If another visibility is one of them, those of
   * the conditions that then apply belong to them.
   */
  static List<Remedy> needs(Question question) {
    Optional<ActionRule> action = question.action();
    Optional<Cell> cell =
        action.flatMap(rule -> question.place().flatMap(place -> rule.cell(place)));
    if (cell.isEmpty()) {
      return List.of();
    }
    boolean isPublic = action.get().countsAsPublic(question.resource());
    List<Remedy> needs = needs(cell.get(), isPublic, question);
    boolean otherSide =
        needs.stream()
            .map(Remedy::need)
            .anyMatch(need -> need == Need.NOT_PUBLIC || need == Need.PUBLIC);
    if (otherSide) {
      needs.addAll(needs(cell.get(), !isPublic, question));
    }
    return needs;
  }

  private static List<Remedy> needs(Cell cell, boolean isPublic, Question question) {
    List<Remedy> needs = new ArrayList<>();
    List<Condition> conditions = isPublic ? cell.whenPublic() : cell.whenPrivate();
    for (Condition condition : conditions) {
      needs.addAll(condition.needs(question));
    }
    needs.addAll(question.groups().needs(conditions));
    return needs;
  }

  private static Deny deny(Rule rule, Reason reason, String words, Need need) {
    return new Deny(rule, reason, words, need.remedy());
  }
}
