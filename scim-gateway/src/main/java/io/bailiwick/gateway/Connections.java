package io.bailiwick.gateway;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.postgres.ConnectionTable;
import io.bailiwick.gateway.postgres.ConnectionTable.Stored;
import io.bailiwick.gateway.postgres.Organizations;
import io.bailiwick.gateway.postgres.SessionTable;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.signin.CheckFailed;
import io.bailiwick.gateway.signin.Connection;
import io.bailiwick.gateway.signin.Connection.Status;
import io.bailiwick.gateway.signin.ConnectionSettings;
import io.bailiwick.gateway.signin.SignInCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
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

  private final Tenant tenant;
  private final ConnectionTable table;
  private final Organizations organizations;
  private final SessionTable sessions;
  private final Sealer sealer;

  Connections(
      Tenant tenant,
      ConnectionTable table,
      Organizations organizations,
      SessionTable sessions,
      Sealer sealer) {
    this.tenant = tenant;
    this.sessions = sessions;
    this.table = table;
    this.organizations = organizations;
    this.sealer = sealer;
  }

  /** Makes a draft. */
  public Uni<Change> create(
      String organization, ConnectionSettings settings, Optional<String> secret) {
    return tenant.transaction(
        organization,
        () ->
            organizations
                .lock(organization)
                .chain(
                    owner ->
                        owner.isEmpty()
                            ? Uni.createFrom().item(new Change.NoOrganization())
                            : draft(organization, settings, secret, Optional.empty())));
  }

  private Uni<Change> draft(
      String organization,
      ConnectionSettings settings,
      Optional<String> secret,
      Optional<Stored> from) {
    Optional<String> known = secret.or(() -> from.flatMap(stored -> kept(stored, settings)));
    if (settings.clientAuthentication().needsSecret() && known.isEmpty()) {
      return Uni.createFrom().item(new Change.SecretMissing());
    }
    Connection connection =
        Connection.draft(
            "con_" + IDS.generate().toString().replace("-", ""),
            organization,
            settings,
            from.map(stored -> stored.connection().id()),
            now());
    Optional<byte[]> sealed = known.map(text -> seal(connection.id(), text));
    return table
        .of(organization)
        .chain(
            all ->
                all.size() >= MOST
                    ? Uni.createFrom().item(new Change.TooMany(MOST))
                    : table
                        .insert(new Stored(connection, sealed))
                        .replaceWith(new Change.Made(connection)));
  }

  /**
   * Changes the settings: of a draft in place; of one that people sign in by, as a new draft.
   *
   * @param secret the new client secret; empty keeps the present one
   */
  public Uni<Change> edit(
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
          Optional<String> known = secret.or(() -> kept(stored, settings));
          if (settings.clientAuthentication().needsSecret() && known.isEmpty()) {
            return Uni.createFrom().item(new Change.SecretMissing());
          }
          Optional<byte[]> sealed = known.map(text -> seal(id, text));
          return store(new Stored(before.edited(settings, now()), sealed));
        });
  }

  /** Lets people sign in by it, and by no other. */
  public Uni<Change> enable(String organization, String id) {
    return changing(
        organization,
        id,
        stored -> {
          Connection connection = stored.connection();
          if (connection.status() == Status.ENABLED) {
            return Uni.createFrom().item(new Change.Made(connection));
          }
          if (!connection.mayBeEnabled()) {
            return Uni.createFrom().item(new Change.NotTested());
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
                          new Stored(connection.in(Status.ENABLED, now()), stored.sealedSecret())));
        });
  }

  /** Lets nobody sign in by it. */
  public Uni<Change> disable(String organization, String id) {
    return changing(
        organization,
        id,
        stored ->
            stored.connection().status() == Status.ENABLED
                ? store(disabled(stored))
                : Uni.createFrom().item(new Change.Made(stored.connection())));
  }

  private static Stored disabled(Stored stored) {
    return new Stored(stored.connection().in(Status.DISABLED, now()), stored.sealedSecret());
  }

  /** Removes one that nobody signs in by. */
  public Uni<Change> remove(String organization, String id) {
    return changing(
        organization,
        id,
        stored ->
            stored.connection().status() == Status.ENABLED
                ? Uni.createFrom().item(new Change.StillEnabled())
                : hasSessions(organization, id)
                    .chain(
                        used ->
                            used
                                ? Uni.createFrom().item(new Change.StillUsed())
                                : table
                                    .remove(organization, id)
                                    .replaceWith(new Change.Made(stored.connection()))));
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
  public Uni<Change> tested(Connection tested, Connection.Test result) {
    return changing(
        tested.organization(),
        tested.id(),
        stored ->
            stored.connection().version() == tested.version()
                ? store(
                    new Stored(stored.connection().tested(result, now()), stored.sealedSecret()))
                : Uni.createFrom().item(new Change.NoConnection()));
  }

  // INVARIANT: the organization is locked, so that two at once do not enable two connections.
  private Uni<Change> changing(
      String organization, String id, Function<Stored, Uni<Change>> change) {
    return tenant.transaction(
        organization,
        () ->
            organizations
                .lock(organization)
                .chain(
                    owner ->
                        owner.isEmpty()
                            ? Uni.createFrom().item(new Change.NoOrganization())
                            : table
                                .lock(organization, id)
                                .chain(
                                    found ->
                                        found
                                            .map(change)
                                            .orElseGet(
                                                () ->
                                                    Uni.createFrom()
                                                        .item(new Change.NoConnection())))));
  }

  private Uni<Change> store(Stored stored) {
    return table.update(stored).replaceWith(new Change.Made(stored.connection()));
  }

  /** The connection that people sign in by. */
  public Uni<Optional<Usable>> enabled(String organization) {
    return tenant.transaction(
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
  public Uni<Optional<Usable>> find(String organization, String id) {
    return tenant.transaction(
        organization, () -> table.load(organization, id).map(found -> found.map(this::usable)));
  }

  /** All connections of an organization, oldest first. */
  public Uni<List<Connection>> of(String organization) {
    return tenant.transaction(
        organization,
        () -> table.of(organization).map(all -> all.stream().map(Stored::connection).toList()));
  }

  private Usable usable(Stored stored) {
    return new Usable(stored.connection(), secret(stored));
  }

  private Optional<String> secret(Stored stored) {
    return stored
        .sealedSecret()
        .flatMap(kept -> sealer.open(Purpose.CONNECTION_SECRET, stored.connection().id(), kept))
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }

  // INVARIANT: a secret goes to the provider that it was given for, as the client that it is of.
  private Optional<String> kept(Stored stored, ConnectionSettings settings) {
    ConnectionSettings before = stored.connection().settings();
    boolean same =
        before.issuer().equals(settings.issuer()) && before.clientId().equals(settings.clientId());
    return same ? secret(stored) : Optional.empty();
  }

  private byte[] seal(String id, String secret) {
    return sealer.seal(Purpose.CONNECTION_SECRET, id, secret.getBytes(StandardCharsets.UTF_8));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** A connection and its client secret. */
  public record Usable(Connection connection, Optional<String> secret) {
    @Override
    public String toString() {
      return connection.id();
    }
  }

  /** What became of a change. */
  public sealed interface Change {
    /** The connection after it. */
    record Made(Connection connection) implements Change {}

    record NoOrganization() implements Change {}

    record NoConnection() implements Change {}

    record SecretMissing() implements Change {}

    record NotTested() implements Change {}

    record StillEnabled() implements Change {}

    record StillUsed() implements Change {}

    record TooMany(int most) implements Change {}
  }
}
