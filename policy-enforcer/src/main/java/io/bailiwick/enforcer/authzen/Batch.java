package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.bailiwick.enforcer.authzen.Evaluations.Asker;
import io.bailiwick.enforcer.authzen.Evaluations.Reply;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.enforcer.text.Language;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch of evaluations on its way (AuthZEN 1.0 section 7): one after another, in their order,
 * until all are answered or the semantic ends it early. All steps run on the context of the
 * request.
 */
final class Batch implements Evaluations.Shared {
  private static final byte[] BEGIN = "{\"evaluations\":[".getBytes(StandardCharsets.ISO_8859_1);

  /** An explanation is twenty times as long as an answer, and takes as much more time. */
  private static final int MOST_EXPLAINED = 50;

  private final Evaluations evaluations;
  private final EvaluationResponse responses;
  private final Iterator<EvaluationBody> items;
  private final Semantic semantic;
  private final Asker asker;
  private final Consumer<Reply> then;
  private final ByteArrayBuilder out;
  private final Map<String, ShownSession> shown = new HashMap<>();
  private final Instant deadline;

  /** The time at which the items began to be answered without a wait. */
  private Instant began = Instant.MIN;

  private boolean proceeding;
  private boolean answered;
  private boolean ended;
  private @Nullable Language language;
  private boolean mixed;
  private int explained;

  /**
   * Creates a batch.
   *
   * @throws BadEvaluation if its semantic is unknown
   */
  Batch(
      Evaluations evaluations,
      EvaluationResponse responses,
      EvaluationBody batch,
      Asker asker,
      Consumer<Reply> then) {
    this.evaluations = evaluations;
    this.responses = responses;
    this.items = batch.items().iterator();
    this.semantic = Semantic.of(batch);
    this.asker = asker;
    this.then = then;
    this.deadline = evaluations.waitsUntil();
    this.out = new ByteArrayBuilder(batch.items().size() * Evaluations.USUAL);
    out.write(BEGIN);
  }

  /**
   * Answers the items until one has to wait; its answer comes back here. An item that is answered
   * at once continues the loop, so that a long batch needs no deep stack.
   */
  void proceed() {
    answered = true;
    if (proceeding) {
      return;
    }
    began = Instant.now();
    proceeding = true;
    while (answered) {
      if (ended || !items.hasNext()) {
        end();
        return;
      }
      answered = false;
      answer(items.next());
    }
    proceeding = false;
  }

  private void answer(EvaluationBody item) {
    try {
      EvaluationRequest request = EvaluationRequest.of(item);
      boolean tooMany = request.explain() && ++explained > MOST_EXPLAINED;
      evaluations.decide(
          request,
          tooMany ? asker.withoutExplanations() : asker,
          this,
          answer -> Evaluations.guarded(then, () -> answered(request, answer)));
    } catch (BadEvaluation bad) {
      answered(bad);
    }
  }

  /** Returns the time for a decision: one for all items until one of them has to wait. */
  @Override
  public Instant instant() {
    return proceeding ? began : Instant.now();
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  /** Examines a token only once, though it be forged and fifty items show it. */
  @Override
  public void examine(String token, Consumer<ShownSession> then) {
    ShownSession known = shown.get(token);
    if (known != null) {
      then.accept(known);
      return;
    }
    evaluations.session(
        token,
        deadline,
        session -> {
          shown.put(token, session);
          then.accept(session);
        });
  }

  private void answered(EvaluationRequest request, Answer answer) {
    Language spoken = evaluations.language(request, asker);
    mixed |= language != null && language != spoken;
    language = spoken;
    next();
    responses.write(out, answer, request.ignored(), spoken);
    ended = semantic.ends(answer.decision() instanceof Decision.Allow);
    proceed();
  }

  private void answered(BadEvaluation bad) {
    next();
    EvaluationResponse.write(out, bad);
    ended = semantic.ends(false);
    proceed();
  }

  private void next() {
    if (out.size() > BEGIN.length) {
      out.append(',');
    }
  }

  private void end() {
    out.appendTwoBytes(']' << 8 | '}');
    then.accept(new Reply(200, out.toByteArray(), mixed ? null : asker.named(language)));
  }

  /** Which decision ends a batch early; it is the last one in the answer. */
  private enum Semantic {
    EXECUTE_ALL,
    DENY_ON_FIRST_DENY,
    PERMIT_ON_FIRST_PERMIT;

    static Semantic of(EvaluationBody batch) {
      return switch (batch.text(Member.SEMANTIC).orElse("execute_all")) {
        case "execute_all" -> EXECUTE_ALL;
        case "deny_on_first_deny" -> DENY_ON_FIRST_DENY;
        case "permit_on_first_permit" -> PERMIT_ON_FIRST_PERMIT;
        default ->
            throw new BadEvaluation(
                Member.SEMANTIC.path
                    + " must be execute_all, deny_on_first_deny or permit_on_first_permit");
      };
    }

    boolean ends(boolean allowed) {
      return switch (this) {
        case EXECUTE_ALL -> false;
        case DENY_ON_FIRST_DENY -> !allowed;
        case PERMIT_ON_FIRST_PERMIT -> allowed;
      };
    }
  }
}
