package io.bailiwick.gateway.database;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/** Transactions that see one organization's rows only (row-level security, see V0010). */
@ApplicationScoped
public class Transactions {
  private static final String ENTER = "select set_config('app.organization', ?1, true)";
  private static final String LOCK_SHARED =
      "select pg_advisory_xact_lock_shared(hashtextextended(?1, 0))";
  private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?1, 0))";
  private static final String LOCK_ALL =
      """
      select pg_advisory_xact_lock(hashtextextended(key, 0)) from (
        select key from jsonb_array_elements_text(cast(cast(?1 as text) as jsonb))
          with ordinality as keys(key, nth)
        order by nth) as ordered""";
  private static final String ENTER_ALONE =
      "select set_config('app.organization', ?1, true)"
          + " from pg_advisory_xact_lock(hashtextextended(?2, 0))";

  private final Turns turns = new Turns();
  private final Outbox outbox;

  Transactions(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * Runs work in a transaction of an organization and commits it if the work succeeds. The number
   * of concurrent transactions of an organization is limited; further ones wait.
   */
  public <T> Uni<T> of(String organization, Supplier<Uni<T>> work) {
    return of(organization, Urgency.isMarked(), work);
  }

  /**
   * Runs work like {@link #of}, but ahead of waiting transactions. It is for a short transaction
   * that locks nothing, before it is known whether the request is urgent.
   */
  public <T> Uni<T> ahead(String organization, Supplier<Uni<T>> work) {
    return of(organization, true, work);
  }

  /**
   * Runs work like {@link #of} on a row of the organization, or on the organization itself.
   *
   * @param load looks for the row, and locks it if the work writes it
   * @param absent the answer if there is no such row
   */
  public <S, T> Uni<T> on(
      String organization,
      Function<String, Uni<Optional<S>>> load,
      Function<? super S, Uni<T>> work,
      Supplier<? extends T> absent) {
    return of(organization, () -> Lookup.then(load.apply(organization), work, absent));
  }

  private <T> Uni<T> of(String organization, boolean urgent, Supplier<Uni<T>> work) {
    return turns.take(organization, urgent, () -> within(() -> perform(ENTER, organization), work));
  }

  /**
   * Runs work like {@link #of}, but without a turn. It is for work that must not wait if an
   * organization is busy: it visits one organization after another, or ends what keeps one busy.
   */
  public <T> Uni<T> inPassing(String organization, Supplier<Uni<T>> work) {
    return within(() -> perform(ENTER, organization), work);
  }

  /**
   * Runs work like {@link #of}, but one transaction at a time for each key. Rows that do not exist
   * yet cannot be locked otherwise.
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
    return Uni.createFrom()
        .deferred(
            () -> {
              WrittenRevisions.begin();
              return Panache.withTransaction(() -> begin.get().chain(entered -> work.get()))
                  .invoke(outbox::committed)
                  .onTermination()
                  .invoke(
                      (done, failure, cancelled) ->
                          WrittenRevisions.end(failure == null && !cancelled));
            });
  }

  /** Locks a key until the transaction ends, so that no other transaction claims the same key. */
  public Uni<?> claim(String organization, String key) {
    return perform(LOCK, lock(organization, key));
  }

  /** Claims many keys in their order, so that two transactions do not wait for each other. */
  public Uni<?> claimAll(String organization, SortedSet<String> keys) {
    return perform(LOCK_ALL, Json.text(keys.stream().map(key -> lock(organization, key)).toList()));
  }

  /**
   * Locks a key against transactions that claim it; transactions that share it run concurrently.
   */
  public Uni<?> share(String organization, String key) {
    return perform(LOCK_SHARED, lock(organization, key));
  }

  /** Makes the transaction read rows anew, because its own statements may have changed them. */
  public Uni<?> reread() {
    return Panache.getSession().invoke(Mutiny.Session::clear);
  }

  private static String lock(String organization, String key) {
    return organization + "/" + key;
  }

  /**
   * Returns the time in microseconds by the one clock that all replicas share. An end must be later
   * than its beginning, whichever replicas write the two.
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
   * Runs a statement for its effect. It runs as an update, whose plan Hibernate keeps. The plan of
   * a native select is kept too, but never found again (Hibernate Reactive 3.2).
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
