package io.bailiwick.enforcer.edge;

import io.bailiwick.enforcer.check.Check;
import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.edge.routes.MappedCheck;
import io.bailiwick.enforcer.edge.routes.Routes;
import io.bailiwick.enforcer.edge.routes.Routes.Found;
import io.bailiwick.enforcer.session.SessionTokens;
import io.bailiwick.enforcer.session.ShownSession;
import io.bailiwick.enforcer.settings.BaseUrl;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.enforcer.text.Language;
import io.bailiwick.enforcer.text.Languages;
import io.bailiwick.service.FailureTrace;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Turns the request of a person into one check, and its answer into one for the proxy. The mapping
 * names the check; the person is the one of the session token.
 */
@Singleton
class Edge {
  private static final Logger LOG = Logger.getLogger(Edge.class);

  /** The name of all proxies in the decision log: they show no token of their own. */
  private static final String CALLER = "edge";

  private final Routes routes;
  private final SessionTokens tokens;
  private final Enforcer enforcer;
  private final Languages languages;
  private final Optional<BaseUrl> signInUrl;

  Edge(
      Routes routes,
      SessionTokens tokens,
      Enforcer enforcer,
      Languages languages,
      EnforcerSettings settings) {
    this.routes = routes;
    this.tokens = tokens;
    this.enforcer = enforcer;
    this.languages = languages;
    this.signInUrl = settings.signInUrl();
  }

  /** Returns whether there is a mapping. */
  boolean isOn() {
    return !routes.isEmpty();
  }

  /**
   * Answers whether a request may pass.
   *
   * @param then receives the answer; at once, unless a key must be fetched
   */
  void check(Original request, Consumer<Verdict> then) {
    Language language =
        languages.of(
            Optional.empty(), request.all("accept-language").stream().findFirst().orElse(null));
    guarded(
        language,
        then,
        () -> {
          if (ReservedHeaders.areIn(request)) {
            then.accept(Verdict.forbidden(Reason.INVALID_REQUEST, language));
            return;
          }
          switch (routes.find(request.method(), request.uri())) {
            case Found.Ambiguous _ ->
                then.accept(Verdict.forbidden(Reason.INVALID_REQUEST, language));
            case Found.Unmapped _ ->
                then.accept(Verdict.forbidden(Reason.UNKNOWN_ACTION, language));
            case Found.Open _ -> then.accept(Verdict.unasked());
            case Found.Asked asked ->
                ask(asked, ShownToken.of(request, routes.cookie()), language, then);
          }
        });
  }

  private void ask(Found.Asked asked, ShownToken shown, Language language, Consumer<Verdict> then) {
    switch (shown) {
      case ShownToken.None _ ->
          then.accept(
              asked.anonymous()
                  ? Verdict.unasked()
                  : Verdict.withoutToken(signInUrl.map(BaseUrl::toString), language));
      case ShownToken.Several _ -> then.accept(Verdict.forbidden(Reason.INVALID_REQUEST, language));
      case ShownToken.One one ->
          tokens.session(
              one.token(),
              enforcer.waitsUntil(),
              session ->
                  guarded(language, then, () -> ask(asked.check(), session, language, then)));
    }
  }

  private void ask(
      MappedCheck mapped, ShownSession shown, Language language, Consumer<Verdict> then) {
    if (shown.unknown()) {
      then.accept(Verdict.forbidden(Reason.ERROR, language));
      return;
    }
    Optional<Session> session = shown.session();
    Optional<String> account = session.flatMap(Session::account);
    if (session.isEmpty() || account.isEmpty()) {
      // It may be a credential of the platform, about whose owner the enforcer knows nothing.
      then.accept(Verdict.withForeignToken(signInUrl.map(BaseUrl::toString), language));
      return;
    }
    CheckRequest request =
        new CheckRequest(
            "user",
            account.get(),
            mapped.action(),
            mapped.resource(),
            session,
            Optional.empty(),
            true,
            shown.flaw());
    enforcer.check(
        new Check(request, Optional.empty(), InstantSource.system(), Instant.MAX, false, CALLER),
        answer ->
            guarded(language, then, () -> then.accept(verdict(answer, session.get(), language))));
  }

  private Verdict verdict(Answer answer, Session session, Language language) {
    return switch (answer.decision()) {
      case Decision.Allow _ -> Verdict.allowed(answer, session);
      case Decision.Deny deny ->
          Verdict.denied(
              answer,
              deny,
              signInUrl.flatMap(
                  url -> answer.facts().subject().map(Subject::organization).map(url::at)),
              language);
    };
  }

  /** Runs a step; a request that fails on its way is denied. */
  private static void guarded(Language language, Consumer<Verdict> then, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.errorf("A request at the edge failed: %s", FailureTrace.of(e));
      then.accept(Verdict.forbidden(Reason.ERROR, language));
    }
  }
}
