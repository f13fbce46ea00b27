package io.bailiwick.worker.database;

import io.bailiwick.outbox.OutboxSignal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Transactions that see one organization's accounts only (row-level security, see V0010). */
@ApplicationScoped
public class Transactions {
  private static final String ENTER = "select set_config('app.organization', $1, true)";
  private static final String ALL = "*";

  private final Pool pool;
  private final OutboxSignal signal;

  Transactions(Pool pool, OutboxSignal signal) {
    this.pool = pool;
    this.signal = signal;
  }

  /** Runs work in a transaction of an organization; it commits if the work succeeds. */
  public <T> Uni<T> of(String organization, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery(ENTER)
                .execute(Tuple.of(organization))
                .chain(entered -> work.apply(connection)));
  }

  /** Runs work like {@link #of}, and wakes the relay after it for the events of that work. */
  public <T> Uni<T> publishing(String organization, Function<SqlConnection, Uni<T>> work) {
    return of(organization, work).invoke(signal::committed);
  }

  /** Runs work for the platform, which may read the accounts of all organizations. */
  public <T> Uni<T> ofPlatform(Function<SqlConnection, Uni<T>> work) {
    return of(ALL, work);
  }

  /** Runs work like {@link #ofPlatform}, and wakes the relay after it for its events. */
  public <T> Uni<T> publishingPlatform(Function<SqlConnection, Uni<T>> work) {
    return publishing(ALL, work);
  }

  /** Returns the pool, for tables that belong to no organization. */
  public Pool pool() {
    return pool;
  }
}
