package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.bailiwick.enforcer.authzen.Member.Form;
import io.bailiwick.enforcer.check.Check;
import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.session.SessionTokens;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.enforcer.text.Language;
import io.bailiwick.enforcer.text.Languages;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.FailureTrace;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads evaluations, lets the enforcer decide, and writes the answers. Nothing on the way is
 * reactive or bound to a request's scope, which would cost more than the decision.
 */
@Singleton
class Evaluations {
  private static final Logger LOG = Logger.getLogger(Evaluations.class);

  /** The bytes that an answer rarely exceeds. */
  static final int USUAL = 256;

  private final Enforcer enforcer;
  private final SessionTokens sessionTokens;
  private final EvaluationResponse responses;
  private final Languages languages;

  Evaluations(
      Enforcer enforcer,
      SessionTokens sessionTokens,
      EvaluationResponse responses,
      Languages languages) {
    this.enforcer = enforcer;
    this.sessionTokens = sessionTokens;
    this.responses = responses;
    this.languages = languages;
  }

  /**
   * Answers the body of an evaluation (AuthZEN 1.0 section 6).
   *
   * @param asker what matters about the caller
   * @param then receives the reply; at once, unless the check waits for a revision or a key
   */
  void evaluation(byte[] body, Asker asker, Consumer<Reply> then) {
    guarded(then, () -> evaluation(EvaluationBody.read(body, Form.EVALUATION), asker, then));
  }

  /**
   * Answers the body of a batch (AuthZEN 1.0 section 7). Without items it is a single evaluation.
   *
   * @param asker what matters about the caller
   * @param then receives the reply; at once, unless a check waits for a revision or a key
   */
  void evaluations(byte[] body, Asker asker, Consumer<Reply> then) {
    guarded(
        then,
        () -> {
          EvaluationBody batch = EvaluationBody.read(body, Form.BATCH);
          if (batch.items().isEmpty()) {
            evaluation(batch, asker, then);
          } else {
            new Batch(this, responses, batch, asker, then).proceed();
          }
        });
  }

  private void evaluation(EvaluationBody body, Asker asker, Consumer<Reply> then) {
    EvaluationRequest request = EvaluationRequest.of(body);
    Language language = language(request, asker);
    decide(
        request,
        asker,
        new Alone(
            sessionTokens,
            // Most checks wait for nothing, and need no clock for it.
            request.atLeastAsFresh().isEmpty() && request.sessionToken().isEmpty()
                ? Instant.MAX
                : waitsUntil()),
        answer ->
            guarded(
                then,
                () -> {
                  ByteArrayBuilder out = new ByteArrayBuilder(USUAL);
                  responses.write(out, answer, request.ignored(), language);
                  then.accept(new Reply(200, out.toByteArray(), asker.named(language)));
                }));
  }

  /**
   * Decides on an evaluation, with the session of its token if it has one.
   *
   * @param shared what the evaluation shares with the others of its request
   */
  void decide(EvaluationRequest request, Asker asker, Shared shared, Consumer<Answer> then) {
    if (request.sessionToken().isEmpty()) {
      enforcer.check(check(request.check(), request, asker, shared), then);
      return;
    }
    shared.examine(
        request.sessionToken().get(),
        session -> {
          Check check = check(request.check(session), request, asker, shared);
          if (session.unknown()) {
            then.accept(enforcer.unanswered(check));
          } else {
            enforcer.check(check, then);
          }
        });
  }

  private static Check check(
      CheckRequest question, EvaluationRequest request, Asker asker, Shared shared) {
    return new Check(
        question,
        request.atLeastAsFresh(),
        shared,
        shared.deadline(),
        request.explain() && asker.mayExplain(),
        asker.name());
  }

  /** Examines a token. */
  void session(String token, Instant deadline, Consumer<ShownSession> then) {
    sessionTokens.session(token, deadline, then);
  }

  /** Returns the language of an item's texts. */
  Language language(EvaluationRequest request, Asker asker) {
    return languages.of(request.locale(), asker.acceptLanguage());
  }

  /** Returns the time until which the checks of a request that begins now may wait. */
  Instant waitsUntil() {
    return enforcer.waitsUntil();
  }

  /** Runs a step; a request that fails on its way is answered all the same. */
  static void guarded(Consumer<Reply> then, Runnable step) {
    try {
      step.run();
    } catch (BadEvaluation bad) {
      then.accept(Reply.bad(bad));
    } catch (RuntimeException e) {
      LOG.errorf("An evaluation failed: %s", FailureTrace.of(e));
      then.accept(Reply.FAILED);
    }
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

  /** What the evaluations of a request share; its clock tells the time of their decisions. */
  interface Shared extends InstantSource {
    /** Returns the end of their waits for keys and revisions, from {@link #waitsUntil}. */
    Instant deadline();

    /** Examines a session's token. */
    void examine(String token, Consumer<ShownSession> then);
  }

  /** The part of a single evaluation, which shares it with no other. */
  private record Alone(SessionTokens tokens, Instant deadline) implements Shared {
    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public void examine(String token, Consumer<ShownSession> then) {
      tokens.session(token, deadline, then);
    }
  }

  /** One of the two APIs. */
  interface Api {
    void answer(byte[] body, Asker asker, Consumer<Reply> then);
  }

  /**
   * What matters about the caller for an answer.
   *
   * @param name its name in its token, for the decision log
   * @param mayExplain whether it may see explanations
   * @param acceptLanguage its header of that name, if it sent one
   */
  record Asker(String name, boolean mayExplain, @Nullable String acceptLanguage) {
    static Asker of(SecurityIdentity caller, @Nullable String acceptLanguage) {
      return new Asker(
          String.valueOf(caller.getPrincipal().getName()),
          caller.hasRole(AccessResource.EXPLAIN_SCOPE),
          acceptLanguage);
    }

    Asker withoutExplanations() {
      return new Asker(name, false, acceptLanguage);
    }

    /** Returns the language to name in a header; null unless the caller named some too. */
    @Nullable Language named(@Nullable Language language) {
      return acceptLanguage == null ? null : language;
    }
  }

  /**
   * An answer in JSON.
   *
   * @param language the language of its texts, to name in a header; null to name none
   */
  record Reply(int status, byte[] body, @Nullable Language language) {
    Reply(int status, byte[] body) {
      this(status, body, null);
    }

    static final Reply FAILED = of(500, "The evaluation failed.");

    static Reply of(int status, String error) {
      return new Reply(status, StrictJson.write(Map.of("error", error)));
    }

    static Reply bad(BadEvaluation bad) {
      return of(400, bad.getMessage());
    }
  }
}
