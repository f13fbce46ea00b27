package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The person's session, or a credential with the session that created it, as the context of an
 * evaluation states them.
 *
 * @param session the session, as facts of a trusted caller
 * @param token the token of the session, if no facts describe the session
 * @param flaw the missing members, if the facts of a session are incomplete
 */
record ActingBy(
    Optional<Session> session,
    Optional<Credential> credential,
    Optional<String> token,
    Optional<String> flaw) {

  static ActingBy read(JsonNode context) {
    JsonNode credential = EvaluationRequest.object(context, "credential", "context.credential");
    if (credential.isMissingNode()) {
      return of(
          EvaluationRequest.object(context, "session", "context.session"),
          "context.session",
          Optional.empty());
    }
    Credential made =
        new Credential(
            EvaluationRequest.optional(
                    credential.path("created_at"), "context.credential.created_at")
                .map(text -> instant(text, "context.credential.created_at")));
    String name = "context.credential.session";
    return of(EvaluationRequest.object(credential, "session", name), name, Optional.of(made));
  }

  private static ActingBy of(JsonNode facts, String name, Optional<Credential> credential) {
    Optional<String> id = text(facts, name, "id");
    Optional<String> organization = text(facts, name, "organization");
    Optional<Instant> at =
        text(facts, name, "authenticated_at")
            .map(text -> instant(text, name + ".authenticated_at"));
    Optional<Session> session =
        id.isPresent() && organization.isPresent() && at.isPresent()
            ? Optional.of(Session.told(id.get(), organization.get(), at.get()))
            : Optional.empty();
    // A token proves the session itself; facts describe the session of a credential.
    Optional<String> token = credential.isPresent() ? Optional.empty() : text(facts, name, "token");
    boolean told = credential.isPresent() || !facts.isMissingNode();
    return new ActingBy(
        session,
        credential,
        token,
        told && session.isEmpty() && token.isEmpty()
            ? Optional.of(missing(facts, name))
            : Optional.empty());
  }

  private static Optional<String> text(JsonNode facts, String name, String member) {
    return EvaluationRequest.optional(facts.path(member), name + "." + member);
  }

  private static String missing(JsonNode facts, String name) {
    return Stream.of("id", "organization", "authenticated_at")
        .filter(member -> !facts.path(member).isTextual())
        .map(member -> name + "." + member)
        .collect(Collectors.joining(", ", "", "."));
  }

  private static Instant instant(String text, String name) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadEvaluation(name + " must be an RFC 3339 date-time");
    }
  }
}
