package io.bailiwick.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.pubsub.PgSubscriber;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The table {@code outbox} as the relay sees it. */
@ApplicationScoped
class OutboxTable {
  private static final Logger LOG = Logger.getLogger(OutboxTable.class);

  /** "BWK OBOX" in ASCII: the relay of a database is whoever holds this advisory lock. */
  private static final String LEAD = "select pg_try_advisory_xact_lock(4780027823430258520)";

  // INVARIANT: xmin-guarded. A transaction that began earlier and commits later has a lower txid;
  // nothing from its txid on is read until it has ended, so nothing is ever passed over.
  private static final String NEXT =
      """
      select id, topic, key, headers, payload, recorded_at
        from outbox
       where txid < pg_snapshot_xmin(pg_current_snapshot())
       order by txid, id
       limit $1
      """;

  private static final String REMOVE = "delete from outbox where id = any($1)";

  // INVARIANT: the oldest by commit order. Whatever is left got its txid later than that row's
  // transaction began, so nothing that is left was committed before that row's recorded_at.
  private static final String REST =
      """
      select now() as as_of,
             (select recorded_at from outbox order by txid, id limit 1) as oldest
      """;

  private final Pool pool;
  private final Vertx vertx;
  private final PgConnectOptions notifications;

  OutboxTable(
      Pool pool,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.pool = pool;
    this.vertx = vertx;
    this.notifications =
        PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
            .setUser(user)
            .setPassword(password);
  }

  /** Calls back whenever a transaction with an entry has committed; reconnects by itself. */
  void onNotification(Runnable wakeUp) {
    PgSubscriber subscriber =
        PgSubscriber.subscriber(vertx, notifications).reconnectPolicy(failures -> 500L);
    subscriber.channel("outbox").handler(payload -> wakeUp.run());
    subscriber
        .connect()
        .subscribe()
        .with(
            connected -> wakeUp.run(),
            failed -> LOG.warnf("Not notified by PostgreSQL yet: %s", failed.getClass().getName()));
  }

  /**
   * One round: publishes the oldest entries and removes them once the broker has them.
   *
   * @param publisher what the entries are handed to, oldest first
   */
  Uni<Round> round(int limit, EventPublisher publisher) {
    return pool.withTransaction(
        connection ->
            lead(connection)
                .chain(
                    leader ->
                        leader
                            ? publish(connection, limit, publisher)
                            : Uni.createFrom().item(Round.NOT_LEADING)));
  }

  private static Uni<Boolean> lead(SqlConnection connection) {
    return connection
        .query(LEAD)
        .execute()
        .map(rows -> Boolean.TRUE.equals(rows.iterator().next().getBoolean(0)));
  }

  private static Uni<Round> publish(SqlConnection connection, int limit, EventPublisher publisher) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(limit))
        .chain(
            rows ->
                publisher
                    .publish(entries(rows))
                    .chain(() -> remove(connection, rows))
                    .chain(() -> rest(connection, rows.size(), limit)));
  }

  private static List<OutboxEntry> entries(RowSet<Row> rows) {
    List<OutboxEntry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      entries.add(
          new OutboxEntry(
              row.getString("topic"),
              row.getString("key"),
              row.getString("headers"),
              row.getBuffer("payload").getBytes()));
    }
    return entries;
  }

  private static Uni<Void> remove(SqlConnection connection, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Uni.createFrom().voidItem();
    }
    List<Long> ids = new ArrayList<>(rows.size());
    rows.forEach(row -> ids.add(row.getLong("id")));
    return connection
        .preparedQuery(REMOVE)
        .execute(Tuple.of(ids.toArray(Long[]::new)))
        .replaceWithVoid();
  }

  // INVARIANT: now() is the start of this transaction, before NEXT looked.
  private static Uni<Round> rest(SqlConnection connection, int published, int limit) {
    return connection
        .query(REST)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              Optional<Instant> oldest =
                  Optional.ofNullable(row.getOffsetDateTime("oldest"))
                      .map(OffsetDateTime::toInstant);
              Instant now = row.getOffsetDateTime("as_of").toInstant();
              return new Round(
                  published, published == limit, oldest, Optional.of(oldest.orElse(now)));
            });
  }

  /**
   * What a round did.
   *
   * @param more whether the next round should follow at once
   * @param oldestWaiting when the oldest entry that is still there was recorded
   * @param publishedAsOf all that was committed before it is published; empty where another leads
   */
  record Round(
      int published,
      boolean more,
      Optional<Instant> oldestWaiting,
      Optional<Instant> publishedAsOf) {
    static final Round NOT_LEADING = new Round(0, false, Optional.empty(), Optional.empty());
  }
}
