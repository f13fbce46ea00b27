package io.bailiwick.gateway.postgres;

import io.bailiwick.gateway.signin.Grant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;

/** The table {@code session_grant}; every method works within {@link Tenant#transaction}. */
@ApplicationScoped
public class GrantTable implements PanacheRepositoryBase<GrantRow, byte[]> {

  public Uni<Void> insert(byte[] digest, Grant grant) {
    GrantRow row = new GrantRow();
    row.digest = digest;
    row.organization = grant.organization();
    row.session = grant.session();
    row.client = grant.client();
    row.kind = grant.kind().name();
    row.request = Json.text(grant.request());
    row.expiresAt = grant.expiresAt();
    return persistAndFlush(row).replaceWithVoid();
  }

  /** A grant, which nobody else uses until this transaction has ended. */
  public Uni<Optional<Grant>> lock(String organization, byte[] digest) {
    return find("organization = ?1 and digest = ?2", organization, digest)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(GrantTable::grant));
  }

  /** A locked grant has been used. */
  public Uni<Void> use(byte[] digest, Instant now) {
    return update("usedAt = ?1 where digest = ?2", now, digest).replaceWithVoid();
  }

  /** Takes back all that a client was given in a session: none of it can be used any more. */
  public Uni<Void> takeBack(String organization, String session, String client, Instant now) {
    return update(
            "usedAt = ?1 where organization = ?2 and session = ?3 and client = ?4"
                + " and usedAt is null",
            now,
            organization,
            session,
            client)
        .replaceWithVoid();
  }

  private static Grant grant(GrantRow row) {
    return new Grant(
        row.organization,
        row.session,
        row.client,
        Grant.Kind.valueOf(row.kind),
        Json.read(row.request, Grant.Request.class),
        row.expiresAt,
        Optional.ofNullable(row.usedAt));
  }
}
