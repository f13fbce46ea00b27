package io.bailiwick.gateway.signin;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.database.Actors;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.AccountHandles;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.gateway.signin.rules.VerifiedClaims;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sessions of people who signed in. Each end is published on the sessions topic. */
@ApplicationScoped
public class Sessions {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  /** The interval at which use is stored; idle times are hours. */
  private static final Duration USE_NOTED = Duration.ofMinutes(1);

  private final Transactions transactions;
  private final SessionTable table;
  private final Identities identities;
  private final Organizations organizations;
  private final AccountHandles handles;
  private final Logouts logouts;
  private final SessionAudit audit;
  private final GatewaySettings limits;

  Sessions(
      Transactions transactions,
      SessionTable table,
      Identities identities,
      Organizations organizations,
      AccountHandles handles,
      Logouts logouts,
      SessionAudit audit,
      GatewaySettings limits) {
    this.transactions = transactions;
    this.table = table;
    this.identities = identities;
    this.organizations = organizations;
    this.handles = handles;
    this.logouts = logouts;
    this.audit = audit;
    this.limits = limits;
  }

  /**
   * Begins a session of an admitted person, in the transaction of the admission.
   *
   * @param begunAt the time at which the sign-in began
   * @throws CheckFailed if the person's sessions have been ended since then
   */
  Uni<OpaqueToken> begin(
      Outcome.Granted granted, Connection connection, VerifiedClaims verified, Instant begunAt) {
    StoredIdentity identity = granted.identity();
    String id = "ses_" + IDS.generate().toString().replace("-", "");
    OpaqueToken cookie = OpaqueToken.make(identity.organization(), id);
    return organizations
        .load(identity.organization())
        .map(Optional::orElseThrow)
        .call(settings -> logouts.refuseEnded(granted, verified, settings, begunAt))
        .chain(
            settings -> {
              Instant now = beginning(identity, settings);
              Session session =
                  new Session(
                      id,
                      identity.organization(),
                      identity.id(),
                      connection.id(),
                      cookie.digest(),
                      verified.subject(),
                      verified.session(),
                      verified.authenticatedAt(),
                      verified.acr(),
                      now,
                      now.plus(settings.sessions().lifetime()),
                      now,
                      Optional.empty());
              return table.insert(session).chain(() -> audit.began(session));
            })
        .chain(
            () ->
                table.endOldest(
                    identity.organization(),
                    identity.id(),
                    limits.sessionsPerPerson(),
                    StoredTime.now()))
        .chain(audit::ended)
        .replaceWith(cookie);
  }

  // INVARIANT: the session begins no later than the identity's own change, so that a following
  // revocation is later. It begins no earlier than the last revocation, of the person or of all.
  private static Instant beginning(StoredIdentity identity, Organization settings) {
    Instant signedIn = identity.login().facts().orElseThrow().at();
    Instant live =
        Stream.of(identity.sessionsNotBefore(), settings.sessions().notBefore())
            .flatMap(Optional::stream)
            .reduce(signedIn, (some, other) -> some.isAfter(other) ? some : other);
    return live.isBefore(identity.changedAt()) ? live : identity.changedAt();
  }

  /** Returns the session of a cookie if it is valid, and notes its use. */
  public Uni<Optional<LiveSession>> verify(Optional<String> cookie) {
    Optional<OpaqueToken> shown = cookie.flatMap(OpaqueToken::parse);
    return shown.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : live(shown.get().organization(), shown.get().id())
            .map(found -> found.filter(one -> shown.get().matches(one.session().secretDigest())))
            .chain(this::noted);
  }

  /** Returns a session if it is valid, and notes its use; the caller has proof of it. */
  public Uni<Optional<LiveSession>> use(String organization, String id) {
    return live(organization, id).chain(this::noted);
  }

  private Uni<Optional<LiveSession>> live(String organization, String id) {
    return transactions.on(
        organization, _ -> table.load(organization, id), this::live, Optional::empty);
  }

  private Uni<Optional<LiveSession>> live(Session session) {
    String organization = session.organization();
    return organizations
        .load(organization)
        .chain(
            settings ->
                identities
                    .load(organization, session.account())
                    .chain(
                        identity ->
                            handles
                                .of(organization, session.account())
                                .map(
                                    known ->
                                        settings.map(
                                            present ->
                                                new LiveSession(
                                                    session,
                                                    present,
                                                    identity.orElseThrow(),
                                                    known.accountKnown(),
                                                    known.handle())))))
        .map(
            live ->
                live.filter(
                    one ->
                        one.session()
                            .isLive(one.settings(), one.identity().identity(), StoredTime.now())));
  }

  private Uni<Optional<LiveSession>> noted(Optional<LiveSession> found) {
    Instant now = StoredTime.now();
    if (found.filter(one -> one.session().lastUsedAt().plus(USE_NOTED).isBefore(now)).isEmpty()) {
      return Uni.createFrom().item(found);
    }
    Session session = found.get().session();
    return transactions
        .of(session.organization(), () -> table.used(session.organization(), session.id(), now))
        .replaceWith(found);
  }

  /** Returns the live sessions of an account; empty if it does not exist. */
  public Uni<Optional<List<Session>>> of(String organization, String account) {
    return transactions.on(
        organization,
        _ ->
            identities
                .load(organization, account)
                .map(found -> found.filter(one -> !one.deleted())),
        identity -> counting(organization, identity).map(Optional::of),
        Optional::empty);
  }

  private Uni<List<Session>> counting(String organization, StoredIdentity identity) {
    return table
        .open(organization, identity.id(), StoredTime.now())
        .chain(
            open ->
                organizations
                    .load(organization)
                    .map(Optional::orElseThrow)
                    .map(
                        settings ->
                            open.stream()
                                .filter(
                                    one ->
                                        one.isLive(settings, identity.identity(), StoredTime.now()))
                                .toList()));
  }

  /** Ends the session of a cookie, if it names one. */
  public Uni<Boolean> end(Optional<String> cookie) {
    return verify(cookie)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(false)
                    : end(found.get().session().organization(), found.get().session().id()));
  }

  /** Ends one session; true if there was one to end. */
  public Uni<Boolean> end(String organization, String id) {
    return transactions.of(
        organization,
        () ->
            table
                .end(organization, id, StoredTime.now())
                .invoke(ended -> ended.forEach(one -> Actors.actAs(Kind.ACCOUNT, one.account())))
                .chain(audit::ended)
                .map(count -> count > 0));
  }

  /**
   * Ends sessions on the identity provider's request. A logout token works once.
   *
   * @param connections the connections to that provider; only sessions that began with them are its
   *     own
   * @return false if the token was accepted before
   */
  public Uni<Boolean> logOut(
      String organization,
      List<String> connections,
      String jti,
      Instant expiresAt,
      Optional<String> subject,
      Optional<String> idpSession) {
    return transactions.of(
        organization,
        () ->
            logouts
                .take(organization, jti, expiresAt, subject, idpSession)
                .chain(
                    first ->
                        first
                            ? ended(organization, connections, subject, idpSession)
                                .invoke(
                                    all ->
                                        all.forEach(
                                            one -> Actors.actAs(Kind.SIGN_IN, one.connection())))
                                .chain(audit::ended)
                                .replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  private Uni<List<Session>> ended(
      String organization,
      List<String> connections,
      Optional<String> subject,
      Optional<String> idpSession) {
    return idpSession.isPresent()
        ? table.endOfIdpSession(
            organization, connections, idpSession.get(), subject.orElse(""), StoredTime.now())
        : table.endOfIdpSubject(organization, connections, subject.orElseThrow(), StoredTime.now());
  }
}
