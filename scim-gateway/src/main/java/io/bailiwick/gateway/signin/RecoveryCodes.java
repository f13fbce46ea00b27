package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The table {@code recovery_code}: of each organization the digest of the one code that counts; it
 * works within {@link Transactions#of}.
 */
@ApplicationScoped
class RecoveryCodes {

  /** Keeps a code in the place of the one of before. */
  public Uni<Void> put(String organization, byte[] digest) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "insert into recovery_code (organization, digest) values (?1, ?2)"
                            + " on conflict (organization) do update"
                            + " set digest = excluded.digest, created_at = now()")
                    .setParameter(1, organization)
                    .setParameter(2, digest)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Whether a code counts. */
  public Uni<Boolean> counts(String organization, byte[] digest) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select count(*) from recovery_code"
                            + " where organization = ?1 and digest = ?2",
                        Long.class)
                    .setParameter(1, organization)
                    .setParameter(2, digest)
                    .getSingleResult())
        .map(rows -> rows == 1);
  }

  /** Uses a code up; false when it does not count. */
  public Uni<Boolean> take(String organization, byte[] digest) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "delete from recovery_code where organization = ?1 and digest = ?2")
                    .setParameter(1, organization)
                    .setParameter(2, digest)
                    .executeUpdate())
        .map(rows -> rows == 1);
  }

  /** No code counts any more. */
  public Uni<Void> remove(String organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("delete from recovery_code where organization = ?1")
                    .setParameter(1, organization)
                    .executeUpdate())
        .replaceWithVoid();
  }
}
