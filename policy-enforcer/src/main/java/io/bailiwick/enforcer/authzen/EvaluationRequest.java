package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.model.Revisions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An access evaluation (AuthZEN 1.0 section 6).
 *
 * @param sessionToken the token of the session, if no facts describe the session
 * @param atLeastAsFresh the oldest revisions that the answer may have
 * @param explain whether the caller wants an explanation
 * @param locale the language that the person reads (BCP 47)
 * @param ignored the unknown members, named for a caller who wants an explanation
 */
record EvaluationRequest(
    CheckRequest check,
    Optional<String> sessionToken,
    Optional<Revisions> atLeastAsFresh,
    boolean explain,
    Optional<String> locale,
    List<String> ignored) {
  private static final int LONGEST_GROUP = 64;

  /**
   * Returns the evaluation of a body, or of an item of a batch.
   *
   * @throws BadEvaluation if it is none; names the member at fault
   */
  static EvaluationRequest of(EvaluationBody body) {
    EvaluationBody subject = body.stating(Member.SUBJECT);
    EvaluationBody context = body.stating(Member.CONTEXT);
    ActingBy by = context.by();
    return new EvaluationRequest(
        new CheckRequest(
            CheckRequest.folded(subject.required(Member.SUBJECT, Member.SUBJECT_TYPE)),
            subject.required(Member.SUBJECT, Member.SUBJECT_ID),
            body.stating(Member.ACTION).required(Member.ACTION, Member.ACTION_NAME),
            resource(body.stating(Member.RESOURCE)),
            by.session(),
            by.credential(),
            false,
            by.flaw()),
        by.token(),
        context.text(Member.AT_LEAST_AS_FRESH).map(EvaluationRequest::revisions),
        context.is(Member.EXPLAIN),
        context.text(Member.LOCALE),
        ignored(body.stating(Member.RESOURCE), context));
  }

  private static List<String> ignored(EvaluationBody resource, EvaluationBody context) {
    return resource == context || (resource.ignored().isEmpty() && context.ignored().isEmpty())
        ? resource.ignored()
        : Stream.concat(
                resource.ignored().stream().filter(name -> name.startsWith(Member.RESOURCE.path)),
                context.ignored().stream().filter(name -> name.startsWith(Member.CONTEXT.path)))
            .toList();
  }

  private static Resource resource(EvaluationBody body) {
    return Resource.stated(
        body.required(Member.RESOURCE, Member.RESOURCE_TYPE),
        body.required(Member.RESOURCE, Member.RESOURCE_ID),
        body.text(Member.OWNER),
        Visibility.of(body.text(Member.VISIBILITY)),
        group(body, Member.RESOURCE_GROUP),
        body.text(Member.CREATED_BY),
        destination(body),
        body.scopes());
  }

  private static Optional<Destination> destination(EvaluationBody body) {
    return body.has(Member.DESTINATION)
        ? Optional.of(
            Destination.stated(
                body.text(Member.DESTINATION_OWNER),
                Visibility.of(body.text(Member.DESTINATION_VISIBILITY)),
                group(body, Member.DESTINATION_RESOURCE_GROUP)))
        : Optional.empty();
  }

  private static Optional<String> group(EvaluationBody body, Member member) {
    Optional<String> name = body.text(member);
    if (name.isPresent() && (name.get().isEmpty() || name.get().length() > LONGEST_GROUP)) {
      throw new BadEvaluation(member.path + " must have 1 to " + LONGEST_GROUP + " characters");
    }
    return name;
  }

  private static Revisions revisions(String text) {
    return Revisions.parse(text)
        .orElseThrow(() -> new BadEvaluation(Member.AT_LEAST_AS_FRESH.path + " is not a revision"));
  }

  /** Returns the question with the session of the token, or with the token's flaw. */
  CheckRequest check(ShownSession shown) {
    return new CheckRequest(
        check.subjectType(),
        check.subject(),
        check.action(),
        check.resource(),
        shown.session(),
        check.credential(),
        true,
        shown.flaw());
  }
}
