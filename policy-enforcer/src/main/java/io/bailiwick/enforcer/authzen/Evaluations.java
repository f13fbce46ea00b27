package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.authzen.Member.Form;
import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.session.SessionTokens;
import io.bailiwick.json.StrictJson;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads evaluations, lets the enforcer decide, and writes the answers. Nothing on the way is
 * reactive or bound to a request's scope, which would cost more than the decision.
 */
@Singleton
class Evaluations {
  private final Enforcer enforcer;
  private final SessionTokens sessionTokens;
  private final EvaluationResponse responses;

  Evaluations(Enforcer enforcer, SessionTokens sessionTokens, EvaluationResponse responses) {
    this.enforcer = enforcer;
    this.sessionTokens = sessionTokens;
    this.responses = responses;
  }

  /**
   * Answers the body of an evaluation (AuthZEN 1.0 section 6).
   *
   * @param mayExplain whether the caller may see the administrator's reason
   * @param then receives the reply; at once, unless the check waits for a revision or a key
   */
  void evaluation(byte[] body, boolean mayExplain, Consumer<Reply> then) {
    try {
      evaluation(EvaluationBody.read(body, Form.EVALUATION), mayExplain, then);
    } catch (BadEvaluation bad) {
      then.accept(Reply.bad(bad));
    }
  }

  /**
   * Answers the body of a batch (AuthZEN 1.0 section 7). Without items it is a single evaluation.
   *
   * @param mayExplain whether the caller may see the administrator's reasons
   * @param then receives the reply; at once, unless a check waits for a revision or a key
   */
  void evaluations(byte[] body, boolean mayExplain, Consumer<Reply> then) {
    try {
      EvaluationBody batch = EvaluationBody.read(body, Form.BATCH);
      if (batch.items().isEmpty()) {
        evaluation(batch, mayExplain, then);
      } else {
        new Batch(this, responses, batch, mayExplain, then).proceed();
      }
    } catch (BadEvaluation bad) {
      then.accept(Reply.bad(bad));
    }
  }

  private void evaluation(EvaluationBody body, boolean mayExplain, Consumer<Reply> then) {
    EvaluationRequest request = EvaluationRequest.of(body);
    boolean explained = request.explain() && mayExplain;
    decide(
        request,
        answer ->
            then.accept(new Reply(200, responses.write(answer, explained, request.ignored()))));
  }

  /** Decides on an evaluation, with the session of its token if it has one. */
  void decide(EvaluationRequest request, Consumer<Answer> then) {
    if (request.sessionToken().isEmpty()) {
      decide(request, request.check(), then);
    } else {
      sessionTokens.session(
          request.sessionToken().get(), shown -> decide(request, request.check(shown), then));
    }
  }

  private void decide(EvaluationRequest request, CheckRequest check, Consumer<Answer> then) {
    enforcer.check(check, request.atLeastAsFresh(), then);
  }

  /** Returns whether a body is JSON by its {@code Content-Type}, whatever parameters that has. */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null || contentType.equals(MediaType.APPLICATION_JSON)) {
      return contentType != null;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals(MediaType.APPLICATION_JSON);
  }

  /** One of the two APIs. */
  interface Api {
    void answer(byte[] body, boolean mayExplain, Consumer<Reply> then);
  }

  /** An answer in JSON. */
  record Reply(int status, byte[] body) {
    static Reply bad(BadEvaluation bad) {
      return new Reply(400, StrictJson.write(Map.of("error", bad.getMessage())));
    }
  }
}
