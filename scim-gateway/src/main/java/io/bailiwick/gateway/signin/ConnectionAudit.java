package io.bailiwick.gateway.signin;

import io.bailiwick.audit.AuditChanges;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionOutcome;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.ConnectionWithSecret;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of connections in the audit log, without client secrets and people's claims. */
@ApplicationScoped
class ConnectionAudit {
  private final Outbox outbox;

  ConnectionAudit(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Tells what an outcome changed, in the running transaction. */
  Uni<Void> tell(Optional<ConnectionWithSecret> before, ConnectionOutcome outcome) {
    return switch (outcome) {
      // A new draft may come from an edit of another connection.
      case ConnectionOutcome.Created created ->
          tell("connection.created", Optional.empty(), Optional.of(created.draft()));
      case ConnectionOutcome.Edited edited ->
          tell("connection.updated", before, Optional.of(edited.edited()));
      case ConnectionOutcome.Enabled enabled ->
          tell("connection.enabled", before, with(before, enabled.connection()));
      case ConnectionOutcome.Changed changed ->
          tell(
              changed.connection().status() == Status.DISABLED
                  ? "connection.disabled"
                  : "connection.tested",
              before,
              with(before, changed.connection()));
      case ConnectionOutcome.Deleted _ -> tell("connection.deleted", before, Optional.empty());
      case ConnectionOutcome.Unchanged _, ConnectionOutcome.Rejected _ ->
          Uni.createFrom().voidItem();
    };
  }

  private static Optional<ConnectionWithSecret> with(
      Optional<ConnectionWithSecret> before, Connection after) {
    return before.map(known -> new ConnectionWithSecret(after, known.secret()));
  }

  private Uni<Void> tell(
      String action, Optional<ConnectionWithSecret> before, Optional<ConnectionWithSecret> after) {
    Connection connection = after.or(() -> before).orElseThrow().connection();
    List<Change> changes =
        new ArrayList<>(AuditChanges.between(before.map(State::of), after.map(State::of)));
    if (!before
        .flatMap(ConnectionWithSecret::secret)
        .equals(after.flatMap(ConnectionWithSecret::secret))) {
      changes.add(Change.ofSecret("/clientSecret"));
    }
    return changes.isEmpty()
        ? Uni.createFrom().voidItem()
        : outbox.audit(
            connection.organization(), action, new Target("connection", connection.id()), changes);
  }

  private record State(
      Status status,
      ConnectionSettings settings,
      Optional<String> replaces,
      Optional<Instant> testedAt,
      Optional<Boolean> testPassed) {
    static State of(ConnectionWithSecret known) {
      Connection connection = known.connection();
      return new State(
          connection.status(),
          connection.settings(),
          connection.replaces(),
          connection.test().map(Connection.Test::at),
          connection.test().map(Connection.Test::passed));
    }
  }
}
