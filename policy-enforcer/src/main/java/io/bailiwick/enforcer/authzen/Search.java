package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.check.Candidates;
import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.enforcer.session.ShownSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A search of AuthZEN 1.0 section 8: asks the question of a body once for each candidate. What it
 * finds is what an evaluation of the same question allows.
 */
final class Search {
  /** The entities that can be searched. */
  enum Kind {
    SUBJECT(Member.SUBJECT_ID),
    RESOURCE(Member.RESOURCE_ID),
    ACTION(Member.ACTION_NAME);

    private final Member searched;

    Kind(Member searched) {
      this.searched = searched;
    }
  }

  private final Kind kind;
  private final EvaluationBody body;
  private final SearchPage page;
  private final Optional<ShownSession> shown;
  private final String type;

  /**
   * Creates a search.
   *
   * @param shown what the token of a session proves, if the body has one
   * @throws BadEvaluation if the body is no such search; names the member at fault
   */
  Search(Kind kind, EvaluationBody body, Optional<ShownSession> shown) {
    this.kind = kind;
    this.body = body;
    this.shown = shown;
    if (body.has(Member.AT_LEAST_AS_FRESH)) {
      throw new BadEvaluation(Member.AT_LEAST_AS_FRESH.path + " is for evaluations only");
    }
    // The searched id, if there is one, means nothing.
    body.replace(kind.searched, "any");
    CheckRequest question = EvaluationRequest.of(body).check();
    this.type = kind == Kind.SUBJECT ? question.subjectType() : question.resource().type();
    this.page = SearchPage.of(body);
  }

  /** Returns the first results after those of the pages before, in the order of their ids. */
  SearchResult run(Candidates candidates, Enforcer enforcer) {
    int most = page.limit() + 1;
    PriorityQueue<String> found = new PriorityQueue<>(Comparator.reverseOrder());
    for (String candidate : of(candidates)) {
      boolean counts =
          candidate.compareTo(page.after()) > 0
              && (found.size() < most || candidate.compareTo(found.element()) < 0);
      if (counts && enforcer.wouldAllow(question(candidate, candidates))) {
        found.add(candidate);
        if (found.size() > most) {
          found.remove();
        }
      }
    }
    List<String> results = new ArrayList<>(found);
    Collections.sort(results);
    // A page of nothing has no last result from which another one could continue.
    boolean more = results.size() > page.limit();
    List<String> these = more ? results.subList(0, page.limit()) : results;
    return new SearchResult(
        kind, type, these, more && !these.isEmpty() ? page.next(these.getLast()) : "");
  }

  private Iterable<String> of(Candidates candidates) {
    return switch (kind) {
      case SUBJECT -> type.equals("user") ? candidates.accounts() : List.of();
      case RESOURCE ->
          switch (type) {
            case "organization" -> candidates.organizations();
            case ResourceKind.RESOURCE_GROUP ->
                candidates.resourceGroups(body.required(Member.SUBJECT, Member.SUBJECT_ID));
            default -> List.of();
          };
      case ACTION -> candidates.actions();
    };
  }

  private CheckRequest question(String candidate, Candidates candidates) {
    body.replace(kind.searched, candidate);
    EvaluationRequest request = EvaluationRequest.of(body);
    CheckRequest check = request.check();
    if (shown.isPresent()) {
      return request.check(shown.get());
    }
    boolean assumed =
        body.is(Member.ASSUME_SESSION) && !body.has(Member.SESSION) && !body.has(Member.CREDENTIAL);
    return assumed ? check.in(candidates.assumedSession(check.subject())) : check;
  }
}
