package io.bailiwick.gateway.keys;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The table {@code signing_key}. It belongs to the whole service, not to an organization. */
@ApplicationScoped
class SigningKeyTable implements PanacheRepositoryBase<SigningKeyRow, String> {
  private static final long ONE_MAKES_KEYS = 0x62776b_6b657973L;

  /** Prevents other transactions from creating a key until this one has ended. */
  public Uni<Void> lock() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("select 1 from pg_advisory_xact_lock(?1)", Integer.class)
                    .setParameter(1, ONE_MAKES_KEYS)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** Returns the keys that became active after an instant, or will become so; newest first. */
  public Uni<List<SealedKey>> since(Instant oldest) {
    return list("activeFrom > ?1 order by activeFrom desc, kid", oldest)
        .map(
            rows ->
                rows.stream()
                    .map(row -> new SealedKey(row.kid, row.sealed, row.createdAt, row.activeFrom))
                    .toList());
  }

  /** Deletes all keys. */
  public Uni<Void> removeAll() {
    return deleteAll().replaceWithVoid();
  }

  /** Writes a new key. */
  public Uni<Void> insert(SealedKey key) {
    SigningKeyRow row = new SigningKeyRow();
    row.kid = key.kid();
    row.sealed = key.sealed();
    row.createdAt = key.createdAt();
    row.activeFrom = key.activeFrom();
    return persistAndFlush(row).replaceWithVoid();
  }

  /** Writes the encrypted form of an existing key. */
  public Uni<Void> reseal(String kid, byte[] sealed) {
    return update("sealed = ?1 where kid = ?2", sealed, kid).replaceWithVoid();
  }
}
