package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.rules.Session;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code session}; every method works within {@link Transactions#of}. */
@ApplicationScoped
public class SessionTable implements PanacheRepositoryBase<SessionRow, String> {

  public Uni<Optional<Session>> load(String organization, String id) {
    return find("organization = ?1 and id = ?2", organization, id)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(SessionRow::session));
  }

  /**
   * Locks a session until this transaction has ended, so that no other one changes it or redeems
   * its grants.
   */
  public Uni<Void> lock(String organization, String id) {
    return find("organization = ?1 and id = ?2", organization, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .replaceWithVoid();
  }

  /** Returns the sessions of an account that have not been ended, newest first. */
  public Uni<List<Session>> open(String organization, String account, Instant now) {
    return list(
            "organization = ?1 and account = ?2 and endedAt is null and expiresAt > ?3"
                + " order by authenticatedAt desc",
            organization,
            account,
            now)
        .map(rows -> rows.stream().map(SessionRow::session).toList());
  }

  /**
   * Tells whether a connection has sessions that began at an instant or later and may still be
   * valid.
   */
  public Uni<Boolean> hasOpen(
      String organization, String connection, Instant notBefore, Instant now) {
    return count(
            "from SessionRow s where s.organization = ?1 and s.connection = ?2"
                + " and s.endedAt is null and s.authenticatedAt >= ?3 and s.expiresAt > ?4"
                + " and exists (from IdentityRow i where i.organization = s.organization"
                + " and i.id = s.account and not i.deleted"
                + " and (i.sessionsNotBefore is null or i.sessionsNotBefore <= s.authenticatedAt))",
            organization,
            connection,
            notBefore,
            now)
        .map(count -> count > 0);
  }

  /** Returns the sessions after an id that were ended before they expire, in the order of ids. */
  public Uni<List<Session>> endedAfter(String organization, String id, Instant now, int limit) {
    return find(
            "organization = ?1 and id > ?2 and endedAt is not null and expiresAt > ?3 order by id",
            organization,
            id,
            now)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(SessionRow::session).toList());
  }

  public Uni<Void> insert(Session session) {
    return persistAndFlush(SessionRow.of(session)).replaceWithVoid();
  }

  /** Notes the use of a session. */
  public Uni<Void> used(String organization, String id, Instant now) {
    return update(
            "lastUsedAt = ?1 where organization = ?2 and id = ?3 and lastUsedAt < ?1",
            now,
            organization,
            id)
        .replaceWithVoid();
  }

  /** Ends one session; returns the ended ones, for their events. */
  public Uni<List<Session>> end(String organization, String id, Instant now) {
    return end(now, "organization = ?1 and id = ?2", organization, id);
  }

  /** Ends the oldest of an account's sessions, so that at most the allowed number is left. */
  public Uni<List<Session>> endOldest(String organization, String account, int most, Instant now) {
    return open(organization, account, now)
        .map(open -> open.stream().skip(most).map(Session::id).toList())
        .chain(
            oldest ->
                oldest.isEmpty()
                    ? Uni.createFrom().item(List.<Session>of())
                    : end(now, "organization = ?1 and id in ?2", organization, oldest));
  }

  /**
   * Ends the sessions that came from a session of the identity provider. It also ends those of its
   * subject for which the provider named no session.
   */
  public Uni<List<Session>> endOfIdpSession(
      String organization,
      List<String> connections,
      String idpSession,
      String idpSubject,
      Instant now) {
    return end(
        now,
        "organization = ?1 and connection in ?2"
            + " and (idpSession = ?3 or idpSession is null and idpSubject = ?4)",
        organization,
        connections,
        idpSession,
        idpSubject);
  }

  /** Ends the sessions of a subject of the identity provider. */
  public Uni<List<Session>> endOfIdpSubject(
      String organization, List<String> connections, String idpSubject, Instant now) {
    return end(
        now,
        "organization = ?1 and connection in ?2 and idpSubject = ?3",
        organization,
        connections,
        idpSubject);
  }

  private Uni<List<Session>> end(Instant now, String which, Object... values) {
    return find(which + " and endedAt is null", values)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .invoke(rows -> rows.forEach(row -> row.endedAt = now))
        .chain(rows -> flush().replaceWith(rows.stream().map(SessionRow::session).toList()));
  }
}
