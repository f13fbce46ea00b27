package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.SessionTable;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code session_grant}; every method works within {@link Transactions#of}. A change of a
 * session's authorization grants requires the lock of the session ({@link SessionTable#lock}).
 */
@ApplicationScoped
class GrantTable implements PanacheRepositoryBase<GrantRow, byte[]> {
  private static final String END_OLDEST_CODES =
      """
      delete from session_grant where digest in (
        select digest from session_grant
         where organization = ?1 and session = ?2 and client = ?3
           and kind = 'AUTHORIZATION_CODE' and used_at is null
         order by expires_at desc offset ?4)
      """;

  private static final String FORGET_USED =
      """
      delete from session_grant where digest in (
        select digest from session_grant
         where organization = ?1 and session = ?2 and family = ?3
           and kind = 'REFRESH_TOKEN' and used_at is not null
         order by used_at desc offset ?4)
      """;

  public Uni<Void> insert(byte[] digest, Grant grant) {
    GrantRow row = new GrantRow();
    row.digest = digest;
    row.organization = grant.organization();
    row.session = grant.session();
    row.client = grant.client();
    row.family = grant.family();
    row.kind = grant.kind().name();
    row.request = Json.text(grant.request());
    row.expiresAt = grant.expiresAt();
    return persistAndFlush(row).replaceWithVoid();
  }

  public Uni<Optional<Grant>> load(String organization, byte[] digest) {
    return find("organization = ?1 and digest = ?2", organization, digest)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(GrantTable::grant));
  }

  /**
   * Marks a grant as used.
   *
   * @param successor the refresh token that follows it, encrypted; null if it is not given again
   */
  public Uni<Void> use(byte[] digest, byte @Nullable [] successor, Instant now) {
    return update("usedAt = ?1, successor = ?2 where digest = ?3", now, successor, digest)
        .replaceWithVoid();
  }

  /** Tells whether a family has not been ended. */
  public Uni<Boolean> hasFamily(String organization, String session, String family) {
    return count(
            "organization = ?1 and session = ?2 and family = ?3", organization, session, family)
        .map(count -> count > 0);
  }

  /** Ends a code and all tokens that followed it. */
  public Uni<Void> endFamily(String organization, String session, String family) {
    return delete(
            "organization = ?1 and session = ?2 and family = ?3", organization, session, family)
        .replaceWithVoid();
  }

  /** Ends all grants of a client in a session. */
  public Uni<Void> endClient(String organization, String session, String client) {
    return delete(
            "organization = ?1 and session = ?2 and client = ?3", organization, session, client)
        .replaceWithVoid();
  }

  /**
   * Ends the oldest families of a client in a session, so that at most the allowed number is left.
   */
  public Uni<Void> endOldest(String organization, String session, String client, int most) {
    return Panache.getSession()
        .chain(
            hibernate ->
                hibernate
                    .createSelectionQuery(
                        "select distinct family from GrantRow where organization = ?1"
                            + " and session = ?2 and client = ?3 and kind = 'REFRESH_TOKEN'"
                            + " order by family desc",
                        String.class)
                    .setParameter(1, organization)
                    .setParameter(2, session)
                    .setParameter(3, client)
                    .setFirstResult(most)
                    .getResultList())
        .chain(
            oldest ->
                oldest.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : delete(
                            "organization = ?1 and session = ?2 and family in ?3",
                            organization,
                            session,
                            oldest)
                        .replaceWithVoid());
  }

  /** Ends the oldest codes of a client in a session that were not redeemed. */
  public Uni<Void> endOldestCodes(String organization, String session, String client, int most) {
    return deleteAllBut(END_OLDEST_CODES, organization, session, client, most);
  }

  /** Deletes the used refresh tokens of a family, except the last ones. */
  public Uni<Void> forgetUsed(String organization, String session, String family, int kept) {
    return deleteAllBut(FORGET_USED, organization, session, family, kept);
  }

  private static Uni<Void> deleteAllBut(
      String sql, String organization, String session, String of, int kept) {
    return Panache.getSession()
        .chain(
            hibernate ->
                hibernate
                    .createNativeQuery(sql)
                    .setParameter(1, organization)
                    .setParameter(2, session)
                    .setParameter(3, of)
                    .setParameter(4, kept)
                    .executeUpdate())
        .replaceWithVoid();
  }

  private static Grant grant(GrantRow row) {
    return new Grant(
        row.organization,
        row.session,
        row.client,
        row.family,
        Grant.Kind.valueOf(row.kind),
        Json.read(row.request, Grant.Request.class),
        row.expiresAt,
        Optional.ofNullable(row.usedAt),
        Optional.ofNullable(row.successor));
  }
}
