package io.bailiwick.enforcer.edge;

import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.text.Language;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a proxy: whether the request passes, or the response to the person.
 *
 * <p>A response is {@code 401} or {@code 403}, never {@code 5xx}: proxies can be configured to let
 * requests pass when the authorization service fails.
 *
 * @param headers headers of the request to the service if it passes, else of the response; an empty
 *     value removes the header
 */
record Verdict(int status, Map<String, String> headers, byte[] body) {
  static final String SUBJECT = "Bailiwick-Subject";
  static final String ORGANIZATION = "Bailiwick-Organization";
  static final String REVISION = "Bailiwick-Revision";
  static final String EVALUATION = "Bailiwick-Evaluation";
  static final String REASON = "X-Authz-Reason";
  static final String SIGN_IN_URL = "Bailiwick-Sign-In-Url";

  private static final String CHALLENGE = "Bearer realm=\"bailiwick\"";
  private static final String INVALID = ", error=\"invalid_token\", error_description=\"%s\"";

  /** The headers that only the edge may set; the service can rely on them. */
  static final List<String> OF_THE_EDGE = List.of(SUBJECT, ORGANIZATION, REVISION, EVALUATION);

  /** Returns whether the request passes. */
  boolean passes() {
    return status == 200;
  }

  /** Lets a request pass for which no check is asked; the service learns of no person. */
  static Verdict unasked() {
    return pass(Map.of());
  }

  /** Lets a request pass that the check has allowed. */
  static Verdict allowed(Answer answer, Session session) {
    Map<String, String> headers = new LinkedHashMap<>();
    session.account().ifPresent(account -> headers.put(SUBJECT, account));
    headers.put(ORGANIZATION, session.organization());
    revision(answer).ifPresent(revision -> headers.put(REVISION, revision));
    headers.put(EVALUATION, answer.evaluationId());
    return pass(headers);
  }

  private static Verdict pass(Map<String, String> known) {
    Map<String, String> headers = new LinkedHashMap<>();
    // INVARIANT: each of them is overwritten, so that none comes from the client.
    OF_THE_EDGE.forEach(name -> headers.put(name, known.getOrDefault(name, "")));
    return new Verdict(200, headers, new byte[0]);
  }

  /**
   * Denies a request that the check has denied: {@code 401} if a sign-in helps.
   *
   * @param signInUrl where the person signs in
   */
  static Verdict denied(
      Answer answer, Decision.Deny deny, Optional<String> signInUrl, Language language) {
    Map<String, String> body = body(deny.reason(), language);
    body.put("evaluation_id", answer.evaluationId());
    return deny.signInHelps() ? unauthenticated(body, INVALID, signInUrl) : forbidden(body);
  }

  /** Denies a request that shows no session. */
  static Verdict withoutToken(Optional<String> signInUrl, Language language) {
    return unauthenticated(body(Reason.SSO_REQUIRED, language), "", signInUrl);
  }

  /** Denies a request whose token is none of the gateway. */
  static Verdict withForeignToken(Optional<String> signInUrl, Language language) {
    return unauthenticated(body(Reason.SSO_REQUIRED, language), INVALID, signInUrl);
  }

  /** Denies a request that cannot be asked about. */
  static Verdict forbidden(Reason reason, Language language) {
    return forbidden(body(reason, language));
  }

  private static Map<String, String> body(Reason reason, Language language) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", language.user(reason));
    body.put("reason", reason.code());
    return body;
  }

  private static Verdict forbidden(Map<String, String> body) {
    return new Verdict(403, headers(body), StrictJson.write(body));
  }

  /** RFC 6750 section 3.1: a challenge names an error only if there was a token. */
  private static Verdict unauthenticated(
      Map<String, String> body, String error, Optional<String> signInUrl) {
    Map<String, String> headers = headers(body);
    headers.put(
        "WWW-Authenticate",
        CHALLENGE + (error.isEmpty() ? "" : error.formatted(body.get("reason"))));
    signInUrl.ifPresent(
        url -> {
          headers.put(SIGN_IN_URL, url);
          body.put("sign_in_url", url);
        });
    return new Verdict(401, headers, StrictJson.write(body));
  }

  private static Map<String, String> headers(Map<String, String> body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put(REASON, String.valueOf(body.get("reason")));
    return headers;
  }

  private static Optional<String> revision(Answer answer) {
    return answer.facts().subject().flatMap(Subject::revision).map(Revision::token);
  }
}
