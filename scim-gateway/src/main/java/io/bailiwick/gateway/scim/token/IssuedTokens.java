package io.bailiwick.gateway.scim.token;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The table {@code scim_token}. */
@ApplicationScoped
class IssuedTokens implements PanacheRepositoryBase<ScimTokenRow, String> {
  private final Pool pool;

  IssuedTokens(Pool pool) {
    this.pool = pool;
  }

  /** Returns the token of a key id; the only look-up before the organization is known. */
  public Uni<Optional<IssuedToken>> byKeyId(String keyId) {
    return Panache.withSession(() -> findById(keyId))
        .map(row -> Optional.ofNullable(row).map(ScimTokenRow::token));
  }

  /** Returns all tokens of an organization, oldest first. */
  public Uni<List<IssuedToken>> of(String organization) {
    return list("organization = ?1 order by createdAt, keyId", organization)
        .map(rows -> rows.stream().map(ScimTokenRow::token).toList());
  }

  public Uni<Void> insert(IssuedToken token) {
    return persistAndFlush(ScimTokenRow.of(token)).replaceWithVoid();
  }

  /** Limits the life of an organization's tokens, so that all expire by an instant. */
  public Uni<Void> endBy(String organization, Instant end) {
    return update(
            "expiresAt = ?1 where organization = ?2 and revokedAt is null"
                + " and (expiresAt is null or expiresAt > ?1)",
            end,
            organization)
        .replaceWithVoid();
  }

  /** Notes the use of a token. */
  public Uni<Void> used(String keyId, Instant now) {
    // The statement runs beside the request, which has a session of its own.
    return pool.preparedQuery(
            "update scim_token set last_used_at = $1 where key_id = $2"
                + " and (last_used_at is null or last_used_at < $1)")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), keyId))
        .replaceWithVoid();
  }

  /** Revokes a token; false if the organization has no such token. */
  public Uni<Boolean> revoke(String organization, String keyId, Instant now) {
    return update(
            "revokedAt = coalesce(revokedAt, ?1) where organization = ?2 and keyId = ?3",
            now,
            organization,
            keyId)
        .map(rows -> rows == 1);
  }
}
