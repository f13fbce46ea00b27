package io.bailiwick.worker.parked;

import io.bailiwick.event.WireEvent;
import io.bailiwick.worker.database.Transactions;
import io.bailiwick.worker.parked.ParkedRecord.State;
import io.bailiwick.worker.parked.ParkedTable.Stored;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The list of parked records, and what operators do with them. */
@ApplicationScoped
public class ParkedRecords {
  private static final int BATCH = 200;

  private final Pool pool;
  private final ParkedTable table;
  private final DeadLetters deadLetters;

  ParkedRecords(Transactions transactions, ParkedTable table, DeadLetters deadLetters) {
    this.pool = transactions.pool();
    this.table = table;
    this.deadLetters = deadLetters;
  }

  /** Adds records of the dead-letter topics to the list; a second time changes nothing. */
  public Uni<Void> add(List<Arrived> records) {
    return pool.withTransaction(connection -> table.add(connection, records));
  }

  Uni<List<Stored>> page(long after, @Nullable String topic, @Nullable State state, int limit) {
    return table.page(pool, after, topic, state, limit);
  }

  Uni<Optional<Stored>> find(long id) {
    return table.find(pool, id);
  }

  /**
   * Sends a record again. It goes the way of every other record, so it changes nothing if the
   * account is newer.
   *
   * @return the record as it was before; only a parked one was sent
   */
  Uni<Optional<Stored>> redrive(long id, String by) {
    return resolve(id, State.REDRIVEN, by, this::send);
  }

  /** Gives a record up, and returns it as it was before; only a parked one is given up. */
  Uni<Optional<Stored>> discard(long id, String by) {
    return resolve(id, State.DISCARDED, by, stored -> Uni.createFrom().voidItem());
  }

  private Uni<Optional<Stored>> resolve(
      long id, State state, String by, Function<Stored, Uni<Void>> work) {
    return pool.withTransaction(
        connection ->
            table
                .lock(connection, id)
                .call(
                    found ->
                        found
                            .filter(stored -> stored.record().state() == State.PARKED)
                            .map(
                                stored ->
                                    work.apply(stored)
                                        .chain(
                                            () ->
                                                table.resolve(
                                                    connection, List.of(stored), state, by)))
                            .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  /**
   * Sends all parked records again, of a topic and with a reason if those are given, in the order
   * in which they were parked. A record that is parked again meanwhile is not sent twice.
   *
   * @return their number
   */
  Uni<Long> redriveAll(@Nullable String topic, @Nullable String reason, String by) {
    return table.newest(pool).chain(newest -> redriveAfter(0, newest, topic, reason, by, 0));
  }

  private Uni<Long> redriveAfter(
      long after,
      long newest,
      @Nullable String topic,
      @Nullable String reason,
      String by,
      long done) {
    return pool.withTransaction(
            connection ->
                table
                    .lockOpen(connection, after, newest, topic, reason, BATCH)
                    .call(batch -> redrive(connection, batch, by)))
        .chain(
            (List<Stored> batch) ->
                batch.isEmpty()
                    ? Uni.createFrom().item(done)
                    : redriveAfter(
                        batch.getLast().number(), newest, topic, reason, by, done + batch.size()));
  }

  // INVARIANT: the broker has acknowledged a record before the list says that it was redriven. A
  // crash in between sends it twice, which is harmless.
  private Uni<Void> redrive(SqlConnection connection, List<Stored> batch, String by) {
    Uni<Void> sent = Uni.createFrom().voidItem();
    for (Stored stored : batch) {
      sent = sent.chain(() -> send(stored));
    }
    return batch.isEmpty()
        ? sent
        : sent.chain(() -> table.resolve(connection, batch, State.REDRIVEN, by));
  }

  private Uni<Void> send(Stored stored) {
    return deadLetters.redrive(stored.record().topic(), stored.wire());
  }

  /**
   * A record as it stands on a dead-letter topic.
   *
   * @param topic the topic from which it came
   */
  public record Arrived(String topic, int partition, long position, Instant at, WireEvent wire) {}
}
