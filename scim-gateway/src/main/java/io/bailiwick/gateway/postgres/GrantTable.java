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

  /**
   * A grant as it is.
   *
   * @param once whether it is marked as used from now on
   */
  public Uni<Optional<Grant>> find(String organization, byte[] digest, boolean once, Instant now) {
    return find("organization = ?1 and digest = ?2", organization, digest)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .chain(
            row -> {
              if (row == null) {
                return Uni.createFrom().item(Optional.empty());
              }
              Grant before = grant(row);
              if (once && row.usedAt == null) {
                row.usedAt = now;
              }
              return flush().replaceWith(Optional.of(before));
            });
  }

  /** Takes back all that a client was given in a session. */
  public Uni<Void> removeOf(String organization, String session, String client) {
    return delete(
            "organization = ?1 and session = ?2 and client = ?3", organization, session, client)
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
