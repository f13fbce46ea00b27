package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The table {@code recovery_code}: the digest of each organization's one valid code. Every method
 * works within {@link Transactions#of}.
 */
@ApplicationScoped
class RecoveryCodes {

  /** Stores a code in place of the previous one. */
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

  /** Tells whether a code is valid. */
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

  /** Uses a code up; false if it is not valid. */
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

  /** Deletes an organization's code. */
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
