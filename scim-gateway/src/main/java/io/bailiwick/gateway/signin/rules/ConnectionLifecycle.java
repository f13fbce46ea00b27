package io.bailiwick.gateway.signin.rules;

import io.bailiwick.gateway.signin.rules.Connection.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Decides how a command changes a connection. */
public final class ConnectionLifecycle {

  private ConnectionLifecycle() {}

  /** Decides on a new connection. */
  public static ConnectionOutcome create(
      String id,
      String organization,
      ConnectionSettings settings,
      Optional<String> secret,
      Instant now) {
    return withSecret(
        Connection.draft(id, organization, settings, Optional.empty(), now),
        secret,
        ConnectionOutcome.Created::new);
  }

  /** Decides on a command to an existing connection. */
  public static ConnectionOutcome decide(
      ConnectionWithSecret stored, ConnectionCommand command, Instant now) {
    Connection before = stored.connection();
    return switch (command) {
      case ConnectionCommand.Edit edit -> edited(stored, edit, now);
      case ConnectionCommand.Enable _ -> enabled(before, now);
      case ConnectionCommand.Disable _ -> disabled(before, now);
      case ConnectionCommand.Delete delete -> deleted(before, delete.hasSessions());
      case ConnectionCommand.KeepTest test -> tested(before, test, now);
    };
  }

  /**
   * Decides on an edit. A connection that people have signed in by stays as it is; its edit is a
   * new draft.
   */
  private static ConnectionOutcome edited(
      ConnectionWithSecret stored, ConnectionCommand.Edit edit, Instant now) {
    Connection before = stored.connection();
    ConnectionSettings settings = edit.change().apply(before.settings());
    Optional<String> secret = edit.secret().or(() -> kept(stored, settings));
    return switch (before.status()) {
      case DRAFT, TESTED ->
          withSecret(before.edited(settings, now), secret, ConnectionOutcome.Edited::new);
      case ENABLED, DISABLED ->
          withSecret(
              Connection.draft(
                  edit.newId(), before.organization(), settings, Optional.of(before.id()), now),
              secret,
              ConnectionOutcome.Created::new);
    };
  }

  // INVARIANT: a secret goes only to the provider that it was given for, and only as that client.
  /** Returns the secret that a connection keeps under other settings. */
  private static Optional<String> kept(ConnectionWithSecret stored, ConnectionSettings settings) {
    ConnectionSettings before = stored.connection().settings();
    return before.issuer().equals(settings.issuer())
            && before.clientId().equals(settings.clientId())
        ? stored.secret()
        : Optional.empty();
  }

  private static ConnectionOutcome withSecret(
      Connection connection,
      Optional<String> secret,
      Function<ConnectionWithSecret, ConnectionOutcome> granted) {
    return connection.settings().clientAuthentication().needsSecret() && secret.isEmpty()
        ? new ConnectionOutcome.SecretMissing()
        : granted.apply(new ConnectionWithSecret(connection, secret));
  }

  private static ConnectionOutcome enabled(Connection before, Instant now) {
    return switch (before.status()) {
      case DRAFT -> new ConnectionOutcome.NotTested();
      case TESTED, DISABLED -> new ConnectionOutcome.Enabled(before.in(Status.ENABLED, now));
      case ENABLED -> new ConnectionOutcome.Unchanged(before);
    };
  }

  private static ConnectionOutcome disabled(Connection before, Instant now) {
    return switch (before.status()) {
      case DRAFT, TESTED, DISABLED -> new ConnectionOutcome.Unchanged(before);
      case ENABLED -> new ConnectionOutcome.Changed(before.in(Status.DISABLED, now));
    };
  }

  /**
   * Decides on a deletion. A connection stays while it has sessions, because its provider's logout
   * ends them.
   */
  private static ConnectionOutcome deleted(Connection before, boolean hasSessions) {
    return switch (before.status()) {
      case ENABLED -> new ConnectionOutcome.StillEnabled();
      case DRAFT, TESTED, DISABLED ->
          hasSessions ? new ConnectionOutcome.StillUsed() : new ConnectionOutcome.Deleted(before);
    };
  }

  /** Decides on a test's result, which counts if it was of the present version. */
  private static ConnectionOutcome tested(
      Connection before, ConnectionCommand.KeepTest test, Instant now) {
    if (before.version() != test.version()) {
      return new ConnectionOutcome.NoConnection();
    }
    Status after =
        switch (before.status()) {
          case DRAFT, TESTED -> test.result().passed() ? Status.TESTED : Status.DRAFT;
          case ENABLED -> Status.ENABLED;
          case DISABLED -> Status.DISABLED;
        };
    return new ConnectionOutcome.Changed(before.tested(after, test.result(), now));
  }
}
