package io.bailiwick.gateway.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Transactions that see one organization's rows only (row-level security, see V0010). */
@ApplicationScoped
public class Tenant {

  /** Runs work in a transaction of an organization; it commits when the work has ended well. */
  public <T> Uni<T> transaction(String organization, Supplier<Uni<T>> work) {
    return Panache.withTransaction(() -> enter(organization).chain(entered -> work.get()));
  }

  /**
   * The same, and of those that name the same key no two run at a time: what has no row yet cannot
   * be locked otherwise.
   */
  public <T> Uni<T> alone(String organization, Optional<String> key, Supplier<Uni<T>> work) {
    return key.isEmpty()
        ? transaction(organization, work)
        : Panache.withTransaction(
            () -> enterAlone(organization, key.get()).chain(entered -> work.get()));
  }

  /**
   * The time, to the microsecond, by the one clock that all replicas share: what is ended must be
   * later than what began, whoever writes either.
   */
  public Uni<Instant> now() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("select clock_timestamp()", Instant.class)
                    .getSingleResult());
  }

  /** From here on in a transaction: of those that name the same key no two run at a time. */
  public Uni<?> claim(String organization, String key) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select '' from pg_advisory_xact_lock(hashtextextended(?1, 0))",
                        String.class)
                    .setParameter(1, organization + "/" + key)
                    .getSingleResult());
  }

  private static Uni<?> enterAlone(String organization, String key) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select set_config('app.organization', ?1, true) from"
                            + " pg_advisory_xact_lock(hashtextextended(?2, 0))",
                        String.class)
                    .setParameter(1, organization)
                    .setParameter(2, organization + "/" + key)
                    .getSingleResult());
  }

  private static Uni<?> enter(String organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select set_config('app.organization', ?1, true)", String.class)
                    .setParameter(1, organization)
                    .getSingleResult());
  }
}
