package io.bailiwick.gateway.signin;

import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells the begin and the end of sessions: to enforcers by events, and to the audit log. */
@ApplicationScoped
class SessionAudit {
  private final Outbox outbox;

  SessionAudit(Outbox outbox) {
    this.outbox = outbox;
  }

  Uni<Void> began(Session session) {
    return outbox.audit(
        session.organization(),
        "session.started",
        new Target("session", session.id()),
        Optional.empty(),
        Optional.of(State.of(session)));
  }

  /** Publishes the ends of sessions, and returns how many there are. */
  Uni<Integer> ended(List<Session> sessions) {
    Uni<Void> told = Uni.createFrom().voidItem();
    for (Session session : sessions) {
      Instant at = session.endedAt().orElseThrow();
      told =
          told.chain(
              () ->
                  outbox.add(
                      Topics.SESSIONS,
                      new SessionEvent.Ended(session.ended(at)),
                      Optional.of(State.of(session)),
                      Optional.empty()));
    }
    return told.replaceWith(sessions.size());
  }

  private record State(String account, String connection, Instant authenticatedAt) {
    static State of(Session session) {
      return new State(session.account(), session.connection(), session.authenticatedAt());
    }
  }
}
