package io.bailiwick.enforcer.authzen;

import com.ethlo.time.ITU;
import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import java.time.DateTimeException;
import java.time.Instant;
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

  /** Reads a body; a credential counts more than a session beside it. */
  static ActingBy of(EvaluationBody body) {
    if (body.has(Member.CREDENTIAL)) {
      Optional<Session> madeIn =
          session(
              body,
              Member.MADE_IN_ID,
              Member.MADE_IN_ORGANIZATION,
              Member.MADE_IN_AUTHENTICATED_AT);
      // A token proves the session itself; facts describe the session of a credential.
      return new ActingBy(
          madeIn,
          Optional.of(new Credential(instant(body, Member.CREDENTIAL_CREATED_AT))),
          Optional.empty(),
          madeIn.isPresent()
              ? Optional.empty()
              : missing(
                  body,
                  Member.MADE_IN_ID,
                  Member.MADE_IN_ORGANIZATION,
                  Member.MADE_IN_AUTHENTICATED_AT));
    }
    Optional<Session> session =
        session(
            body, Member.SESSION_ID, Member.SESSION_ORGANIZATION, Member.SESSION_AUTHENTICATED_AT);
    Optional<String> token = body.text(Member.SESSION_TOKEN);
    boolean incomplete = body.has(Member.SESSION) && session.isEmpty() && token.isEmpty();
    return new ActingBy(
        session,
        Optional.empty(),
        token,
        incomplete
            ? missing(
                body,
                Member.SESSION_ID,
                Member.SESSION_ORGANIZATION,
                Member.SESSION_AUTHENTICATED_AT)
            : Optional.empty());
  }

  private static Optional<Session> session(
      EvaluationBody body, Member id, Member organization, Member authenticatedAt) {
    Optional<Instant> at = instant(body, authenticatedAt);
    return body.has(id) && body.has(organization) && at.isPresent()
        ? Optional.of(
            Session.told(
                body.text(id).orElseThrow(), body.text(organization).orElseThrow(), at.get()))
        : Optional.empty();
  }

  private static Optional<String> missing(EvaluationBody body, Member... members) {
    return Optional.of(
        Stream.of(members)
            .filter(member -> !body.has(member))
            .map(member -> member.path)
            .collect(Collectors.joining(", ", "", ".")));
  }

  private static Optional<Instant> instant(EvaluationBody body, Member member) {
    return body.text(member)
        .map(
            text -> {
              try {
                return ITU.parseDateTime(text).toInstant();
              } catch (DateTimeException e) {
                throw new BadEvaluation(member.path + " must be an RFC 3339 date-time");
              }
            });
  }
}
