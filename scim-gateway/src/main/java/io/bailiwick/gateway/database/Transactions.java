package io.bailiwick.gateway.database;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/** Transactions that see one organization's rows only (row-level security, see V0010). */
@ApplicationScoped
public class Transactions {
  private static final String ENTER = "select set_config('app.organization', ?1, true)";
  private static final String LOCK_SHARED =
      "select pg_advisory_xact_lock_shared(hashtextextended(?1, 0))";
  private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?1, 0))";
  private static final String ENTER_ALONE =
      "select set_config('app.organization', ?1, true)"
          + " from pg_advisory_xact_lock(hashtextextended(?2, 0))";

  private final Turns turns = new Turns();
  private final Outbox outbox;

  Transactions(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * Runs work in a transaction of an organization; it commits when the work has ended well. An
   * organization has so many at a time, and the next ones wait.
   */
  public <T> Uni<T> of(String organization, Supplier<Uni<T>> work) {
    return of(organization, Urgency.isMarked(), work);
  }

  /**
   * The same ahead of those that wait: for a short one that locks nothing, before it is known
   * whether the request is urgent.
   */
  public <T> Uni<T> ahead(String organization, Supplier<Uni<T>> work) {
    return of(organization, true, work);
  }

  private <T> Uni<T> of(String organization, boolean urgent, Supplier<Uni<T>> work) {
    return turns.take(organization, urgent, () -> within(() -> perform(ENTER, organization), work));
  }

  /**
   * The same without a turn: for what goes from organization to organization, one after another,
   * and must not wait where one of them has much to do.
   */
  public <T> Uni<T> inPassing(String organization, Supplier<Uni<T>> work) {
    return within(() -> perform(ENTER, organization), work);
  }

  /**
   * The same, and of those that name the same key no two run at a time: what has no row yet cannot
   * be locked otherwise.
   */
  public <T> Uni<T> alone(String organization, Optional<String> key, Supplier<Uni<T>> work) {
    return key.isEmpty()
        ? of(organization, work)
        : turns.take(
            organization,
            Urgency.isMarked(),
            () ->
                within(
                    () -> perform(ENTER_ALONE, organization, lock(organization, key.get())), work));
  }

  private <T> Uni<T> within(Supplier<Uni<?>> begin, Supplier<Uni<T>> work) {
    return Panache.withTransaction(() -> begin.get().chain(entered -> work.get()))
        .invoke(outbox::committed);
  }

  /** From here on in a transaction: of those that name the same key no two run at a time. */
  public Uni<?> claim(String organization, String key) {
    return perform(LOCK, lock(organization, key));
  }

  /** The same for those that may run beside each other, and not beside one that claims the key. */
  public Uni<?> share(String organization, String key) {
    return perform(LOCK_SHARED, lock(organization, key));
  }

  /** From here on the transaction reads rows anew: statements of its own may have changed them. */
  public Uni<?> reread() {
    return Panache.getSession().invoke(Mutiny.Session::clear);
  }

  private static String lock(String organization, String key) {
    return organization + "/" + key;
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

  /**
   * Runs a statement for what it does. As an update, whose plan Hibernate keeps: that of a native
   * select it keeps too, but never finds again (Hibernate Reactive 3.2).
   */
  private static Uni<?> perform(String sql, String... parameters) {
    return Panache.getSession()
        .chain(
            session -> {
              var statement = session.createNativeQuery(sql);
              for (int i = 0; i < parameters.length; i++) {
                statement = statement.setParameter(i + 1, parameters[i]);
              }
              return statement.executeUpdate();
            });
  }
}
