package io.bailiwick.gateway.signin;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionCommand;
import io.bailiwick.gateway.signin.rules.ConnectionLifecycle;
import io.bailiwick.gateway.signin.rules.ConnectionOutcome;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.ConnectionWithSecret;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The connections of the organizations to their identity providers. */
@ApplicationScoped
public class Connections {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final int MOST = 20;

  private final Transactions transactions;
  private final ConnectionTable table;
  private final Organizations organizations;
  private final SessionTable sessions;
  private final ConnectionSecrets secrets;
  private final ConnectionAudit audit;

  Connections(
      Transactions transactions,
      ConnectionTable table,
      Organizations organizations,
      SessionTable sessions,
      ConnectionSecrets secrets,
      ConnectionAudit audit) {
    this.audit = audit;
    this.transactions = transactions;
    this.sessions = sessions;
    this.table = table;
    this.organizations = organizations;
    this.secrets = secrets;
  }

  /** Creates a draft. */
  public Uni<ConnectionOutcome> create(
      String organization, ConnectionSettings settings, Optional<String> secret) {
    return locked(
        organization,
        owner ->
            write(
                    ConnectionLifecycle.create(
                        newId(), organization, settings, secret, StoredTime.now()),
                    Optional.empty())
                .call(done -> audit.tell(Optional.empty(), done)));
  }

  /**
   * Changes the settings: in place for a draft, as a new draft for a connection that people sign in
   * by.
   *
   * @param secret the new client secret; empty keeps the present one
   */
  public Uni<ConnectionOutcome> edit(
      String organization,
      String id,
      UnaryOperator<ConnectionSettings> change,
      Optional<String> secret) {
    return change(organization, id, new ConnectionCommand.Edit(change, secret, newId()));
  }

  /** Enables a connection, so that people sign in by it and by no other. */
  public Uni<ConnectionOutcome> enable(String organization, String id) {
    return change(organization, id, new ConnectionCommand.Enable());
  }

  /** Disables a connection, so that no one can sign in by it. */
  public Uni<ConnectionOutcome> disable(String organization, String id) {
    return change(organization, id, new ConnectionCommand.Disable());
  }

  /** Deletes a connection that no one signs in by. */
  public Uni<ConnectionOutcome> delete(String organization, String id) {
    return change(
        organization, id, owner -> hasSessions(owner, id).map(ConnectionCommand.Delete::new));
  }

  /** Stores the result of a test sign-in, if the connection is still the one that was tested. */
  Uni<ConnectionOutcome> keepTest(Connection tested, Connection.Test result) {
    return change(
        tested.organization(),
        tested.id(),
        new ConnectionCommand.KeepTest(tested.version(), result));
  }

  private Uni<ConnectionOutcome> change(String organization, String id, ConnectionCommand command) {
    return change(organization, id, owner -> Uni.createFrom().item(command));
  }

  private Uni<ConnectionOutcome> change(
      String organization, String id, Function<Organization, Uni<ConnectionCommand>> command) {
    return locked(
        organization,
        owner ->
            Lookup.then(
                table.lock(organization, id),
                stored -> command.apply(owner).chain(said -> apply(stored, said)),
                ConnectionOutcome.NoConnection::new));
  }

  // INVARIANT: the organization is locked, so that two concurrent requests do not enable two
  // connections.
  private Uni<ConnectionOutcome> locked(
      String organization, Function<Organization, Uni<ConnectionOutcome>> change) {
    return transactions.on(
        organization, organizations::lock, change, ConnectionOutcome.NoOrganization::new);
  }

  /**
   * Tells whether sessions began with a connection; the provider's logout reaches them through it.
   */
  private Uni<Boolean> hasSessions(Organization owner, String id) {
    return sessions.hasOpen(
        owner.id(), id, owner.sessions().notBefore().orElse(Instant.EPOCH), StoredTime.now());
  }

  private Uni<ConnectionOutcome> apply(SealedConnection stored, ConnectionCommand command) {
    ConnectionWithSecret before = secrets.open(stored);
    return write(
            ConnectionLifecycle.decide(before, command, StoredTime.now()), stored.sealedSecret())
        .call(done -> audit.tell(Optional.of(before), done));
  }

  /**
   * Writes an outcome.
   *
   * @param secret the sealed secret that the connection has so far
   */
  private Uni<ConnectionOutcome> write(ConnectionOutcome outcome, Optional<byte[]> secret) {
    return switch (outcome) {
      case ConnectionOutcome.Created created -> insert(created);
      case ConnectionOutcome.Edited(ConnectionWithSecret edited) ->
          table.update(secrets.seal(edited)).replaceWith(outcome);
      case ConnectionOutcome.Enabled(Connection enabled) ->
          disableOther(enabled.organization())
              .chain(() -> table.update(new SealedConnection(enabled, secret)))
              .replaceWith(outcome);
      case ConnectionOutcome.Changed(Connection changed) ->
          table.update(new SealedConnection(changed, secret)).replaceWith(outcome);
      case ConnectionOutcome.Deleted(Connection gone) ->
          table.remove(gone.organization(), gone.id()).replaceWith(outcome);
      case ConnectionOutcome.Unchanged _, ConnectionOutcome.Rejected _ ->
          Uni.createFrom().item(outcome);
    };
  }

  private Uni<ConnectionOutcome> insert(ConnectionOutcome.Created created) {
    return table
        .of(created.connection().organization())
        .chain(
            all ->
                all.size() >= MOST
                    ? Uni.createFrom().item(new ConnectionOutcome.TooMany(MOST))
                    : table.insert(secrets.seal(created.draft())).replaceWith(created));
  }

  private Uni<?> disableOther(String organization) {
    return table
        .enabled(organization)
        .chain(
            found ->
                found
                    .map(other -> apply(other, new ConnectionCommand.Disable()).replaceWithVoid())
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Returns the connection that people sign in by. */
  public Uni<Optional<ConnectionWithSecret>> enabled(String organization) {
    return transactions.of(
        organization, () -> table.enabled(organization).map(found -> found.map(secrets::open)));
  }

  /**
   * Tells whether a connection is still enabled and unchanged. It stays so until the running
   * transaction has ended. A disabled connection admits no one from that moment on.
   */
  Uni<Boolean> isStillEnabled(Connection connection) {
    return table
        .hold(connection.organization(), connection.id())
        .map(found -> found.filter(one -> isSame(one.connection(), connection)).isPresent());
  }

  private static boolean isSame(Connection now, Connection then) {
    return now.version() == then.version() && now.status() == Status.ENABLED;
  }

  /** Returns a connection in any state. */
  public Uni<Optional<ConnectionWithSecret>> find(String organization, String id) {
    return transactions.of(
        organization, () -> table.load(organization, id).map(found -> found.map(secrets::open)));
  }

  /** Returns all connections of an organization, oldest first; empty if it does not exist. */
  public Uni<Optional<List<Connection>>> of(String organization) {
    return transactions.on(
        organization,
        organizations::load,
        owner -> ofExisting(organization).map(Optional::of),
        Optional::empty);
  }

  private Uni<List<Connection>> ofExisting(String organization) {
    return table
        .of(organization)
        .map(all -> all.stream().map(SealedConnection::connection).toList());
  }

  private static String newId() {
    return "con_" + IDS.generate().toString().replace("-", "");
  }
}
