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

  /** The token of a key id: the one look-up that comes before the tenant is known. */
  public Uni<Optional<IssuedToken>> byKeyId(String keyId) {
    return Panache.withSession(() -> findById(keyId))
        .map(row -> Optional.ofNullable(row).map(ScimTokenRow::token));
  }

  /** All tokens of an organization, oldest first. */
  public Uni<List<IssuedToken>> of(String organization) {
    return list("organization = ?1 order by createdAt, keyId", organization)
        .map(rows -> rows.stream().map(ScimTokenRow::token).toList());
  }

  public Uni<Void> insert(IssuedToken token) {
    return persistAndFlush(ScimTokenRow.of(token)).replaceWithVoid();
  }

  /** Makes every token of an organization that would be live for longer end at an instant. */
  public Uni<Void> endBy(String organization, Instant end) {
    return update(
            "expiresAt = ?1 where organization = ?2 and revokedAt is null"
                + " and (expiresAt is null or expiresAt > ?1)",
            end,
            organization)
        .replaceWithVoid();
  }

  /** Notes that a token is in use. */
  public Uni<Void> used(String keyId, Instant now) {
    // Beside the request that it is noticed in, which has a session of its own.
    return pool.preparedQuery("update scim_token set last_used_at = $1 where key_id = $2")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), keyId))
        .replaceWithVoid();
  }

  /** Ends a token; false when the organization has no such one. */
  public Uni<Boolean> revoke(String organization, String keyId, Instant now) {
    return update(
            "revokedAt = coalesce(revokedAt, ?1) where organization = ?2 and keyId = ?3",
            now,
            organization,
            keyId)
        .map(rows -> rows == 1);
  }
}
