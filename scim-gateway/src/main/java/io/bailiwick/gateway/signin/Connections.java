package io.bailiwick.gateway.signin;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  Connections(
      Transactions transactions,
      ConnectionTable table,
      Organizations organizations,
      SessionTable sessions,
      ConnectionSecrets secrets) {
    this.transactions = transactions;
    this.sessions = sessions;
    this.table = table;
    this.organizations = organizations;
    this.secrets = secrets;
  }

  /** Makes a draft. */
  public Uni<ConnectionChange> create(
      String organization, ConnectionSettings settings, Optional<String> secret) {
    return transactions.of(
        organization,
        () ->
            organizations
                .lock(organization)
                .chain(
                    owner ->
                        owner.isEmpty()
                            ? Uni.createFrom().item(new ConnectionChange.NoOrganization())
                            : draft(organization, settings, secret, Optional.empty())));
  }

  private Uni<ConnectionChange> draft(
      String organization,
      ConnectionSettings settings,
      Optional<String> secret,
      Optional<SealedConnection> from) {
    Optional<String> known =
        secret.or(() -> from.flatMap(stored -> secrets.kept(stored, settings)));
    if (settings.clientAuthentication().needsSecret() && known.isEmpty()) {
      return Uni.createFrom().item(new ConnectionChange.SecretMissing());
    }
    Connection connection =
        Connection.draft(
            "con_" + IDS.generate().toString().replace("-", ""),
            organization,
            settings,
            from.map(stored -> stored.connection().id()),
            now());
    Optional<byte[]> sealed = known.map(text -> secrets.seal(connection.id(), text));
    return table
        .of(organization)
        .chain(
            all ->
                all.size() >= MOST
                    ? Uni.createFrom().item(new ConnectionChange.TooMany(MOST))
                    : table
                        .insert(new SealedConnection(connection, sealed))
                        .replaceWith(new ConnectionChange.Made(connection)));
  }

  /**
   * Changes the settings: of a draft in place; of one that people sign in by, as a new draft.
   *
   * @param secret the new client secret; empty keeps the present one
   */
  public Uni<ConnectionChange> edit(
      String organization,
      String id,
      Function<ConnectionSettings, ConnectionSettings> change,
      Optional<String> secret) {
    return changing(
        organization,
        id,
        stored -> {
          Connection before = stored.connection();
          ConnectionSettings settings = change.apply(before.settings());
          if (!before.isDraft()) {
            return draft(organization, settings, secret, Optional.of(stored));
          }
          Optional<String> known = secret.or(() -> secrets.kept(stored, settings));
          if (settings.clientAuthentication().needsSecret() && known.isEmpty()) {
            return Uni.createFrom().item(new ConnectionChange.SecretMissing());
          }
          Optional<byte[]> sealed = known.map(text -> secrets.seal(id, text));
          return store(new SealedConnection(before.edited(settings, now()), sealed));
        });
  }

  /** Lets people sign in by it, and by no other. */
  public Uni<ConnectionChange> enable(String organization, String id) {
    return changing(
        organization,
        id,
        stored -> {
          Connection connection = stored.connection();
          if (connection.status() == Status.ENABLED) {
            return Uni.createFrom().item(new ConnectionChange.Made(connection));
          }
          if (!connection.mayBeEnabled()) {
            return Uni.createFrom().item(new ConnectionChange.NotTested());
          }
          return table
              .enabled(organization)
              .chain(
                  other ->
                      other
                          .map(one -> store(disabled(one)).replaceWithVoid())
                          .orElseGet(() -> Uni.createFrom().voidItem()))
              .chain(
                  () ->
                      store(
                          new SealedConnection(
                              connection.in(Status.ENABLED, now()), stored.sealedSecret())));
        });
  }

  /** Lets nobody sign in by it. */
  public Uni<ConnectionChange> disable(String organization, String id) {
    return changing(
        organization,
        id,
        stored ->
            stored.connection().status() == Status.ENABLED
                ? store(disabled(stored))
                : Uni.createFrom().item(new ConnectionChange.Made(stored.connection())));
  }

  private static SealedConnection disabled(SealedConnection stored) {
    return new SealedConnection(
        stored.connection().in(Status.DISABLED, now()), stored.sealedSecret());
  }

  /** Removes one that nobody signs in by. */
  public Uni<ConnectionChange> remove(String organization, String id) {
    return changing(
        organization,
        id,
        stored ->
            stored.connection().status() == Status.ENABLED
                ? Uni.createFrom().item(new ConnectionChange.StillEnabled())
                : hasSessions(organization, id)
                    .chain(
                        used ->
                            used
                                ? Uni.createFrom().item(new ConnectionChange.StillUsed())
                                : table
                                    .remove(organization, id)
                                    .replaceWith(new ConnectionChange.Made(stored.connection()))));
  }

  /** Sessions that began with it hear of the provider's logout by it. */
  private Uni<Boolean> hasSessions(String organization, String id) {
    return organizations
        .load(organization)
        .map(Optional::orElseThrow)
        .chain(
            owner ->
                sessions.hasOpen(
                    organization, id, owner.sessions().notBefore().orElse(Instant.EPOCH), now()));
  }

  /** Keeps what a test sign-in showed, if the connection is still the one that was tested. */
  public Uni<ConnectionChange> tested(Connection tested, Connection.Test result) {
    return changing(
        tested.organization(),
        tested.id(),
        stored ->
            stored.connection().version() == tested.version()
                ? store(
                    new SealedConnection(
                        stored.connection().tested(result, now()), stored.sealedSecret()))
                : Uni.createFrom().item(new ConnectionChange.NoConnection()));
  }

  // INVARIANT: the organization is locked, so that two at once do not enable two connections.
  private Uni<ConnectionChange> changing(
      String organization, String id, Function<SealedConnection, Uni<ConnectionChange>> change) {
    return transactions.of(
        organization,
        () ->
            organizations
                .lock(organization)
                .chain(
                    owner ->
                        owner.isEmpty()
                            ? Uni.createFrom().item(new ConnectionChange.NoOrganization())
                            : table
                                .lock(organization, id)
                                .chain(
                                    found ->
                                        found
                                            .map(change)
                                            .orElseGet(
                                                () ->
                                                    Uni.createFrom()
                                                        .item(
                                                            new ConnectionChange
                                                                .NoConnection())))));
  }

  private Uni<ConnectionChange> store(SealedConnection stored) {
    return table.update(stored).replaceWith(new ConnectionChange.Made(stored.connection()));
  }

  /** The connection that people sign in by. */
  public Uni<Optional<ConnectionWithSecret>> enabled(String organization) {
    return transactions.of(
        organization, () -> table.enabled(organization).map(found -> found.map(this::usable)));
  }

  /**
   * Fails the transaction that runs where a connection was changed or disabled meanwhile: what is
   * disabled lets nobody in from that moment on.
   */
  Uni<Void> stillEnabled(Connection connection) {
    return table
        .hold(connection.organization(), connection.id())
        .invoke(
            found -> {
              if (found.filter(one -> isSame(one.connection(), connection)).isEmpty()) {
                throw new CheckFailed(SignInCheck.CONNECTION_CHANGED);
              }
            })
        .replaceWithVoid();
  }

  private static boolean isSame(Connection now, Connection then) {
    return now.version() == then.version() && now.status() == Status.ENABLED;
  }

  /** A connection in whatever state. */
  public Uni<Optional<ConnectionWithSecret>> find(String organization, String id) {
    return transactions.of(
        organization, () -> table.load(organization, id).map(found -> found.map(this::usable)));
  }

  /** All connections of an organization, oldest first. */
  public Uni<Optional<List<Connection>>> of(String organization) {
    return transactions.of(
        organization,
        () ->
            organizations
                .load(organization)
                .chain(
                    owner ->
                        owner.isEmpty()
                            ? Uni.createFrom().item(Optional.<List<Connection>>empty())
                            : table
                                .of(organization)
                                .map(
                                    all ->
                                        Optional.of(
                                            all.stream()
                                                .map(SealedConnection::connection)
                                                .toList()))));
  }

  private ConnectionWithSecret usable(SealedConnection stored) {
    return new ConnectionWithSecret(stored.connection(), secrets.open(stored));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
