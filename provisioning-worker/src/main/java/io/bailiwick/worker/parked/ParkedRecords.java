package io.bailiwick.worker.parked;

import io.bailiwick.audit.AuditChanges;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.worker.database.Author;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.database.Transactions;
import io.bailiwick.worker.parked.ParkedRecord.State;
import io.bailiwick.worker.parked.ParkedTable.Stored;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The list of parked records, and what operators do with them. */
@ApplicationScoped
public class ParkedRecords {
  private static final int BATCH = 200;

  private final Transactions transactions;
  private final ParkedTable table;
  private final DeadLetters deadLetters;
  private final Outbox outbox;

  ParkedRecords(
      Transactions transactions, ParkedTable table, DeadLetters deadLetters, Outbox outbox) {
    this.transactions = transactions;
    this.table = table;
    this.deadLetters = deadLetters;
    this.outbox = outbox;
  }

  /** Adds records of the dead-letter topics to the list; a second time changes nothing. */
  public Uni<Void> add(List<Arrived> records) {
    return transactions.pool().withTransaction(connection -> table.add(connection, records));
  }

  Uni<List<Stored>> page(long after, @Nullable String topic, @Nullable State state, int limit) {
    return table.page(transactions.pool(), after, topic, state, limit);
  }

  Uni<Optional<Stored>> find(long id) {
    return table.find(transactions.pool(), id);
  }

  /**
   * Sends a record again. It goes the way of every other record, so it changes nothing if the
   * account is newer.
   *
   * @return the record as it was before; only a parked one was sent
   */
  Uni<Optional<Stored>> redrive(long id, Author by) {
    return resolve(id, State.REDRIVEN, by, this::send);
  }

  /** Gives a record up, and returns it as it was before; only a parked one is given up. */
  Uni<Optional<Stored>> discard(long id, Author by) {
    return resolve(id, State.DISCARDED, by, stored -> Uni.createFrom().voidItem());
  }

  private Uni<Optional<Stored>> resolve(
      long id, State state, Author by, Function<Stored, Uni<Void>> work) {
    return transactions.publishingPlatform(
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
                                            () -> resolved(connection, List.of(stored), state, by)))
                            .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  /**
   * Sends all parked records again, of a topic and with a reason if those are given, in the order
   * in which they were parked. A record that is parked again meanwhile is not sent twice.
   *
   * @return the sent records, batch by batch, each after its transaction; it fails with {@link
   *     RedriveRuns} if another one has not ended, at any replica
   */
  Multi<List<Stored>> redriveAll(@Nullable String topic, @Nullable String reason, Author by) {
    return alone(
        () ->
            table
                .newest(transactions.pool())
                .onItem()
                .transformToMulti(newest -> batches(newest, topic, reason, by)));
  }

  /** Runs work while this connection holds a lock of its session. */
  private <T> Multi<T> alone(Supplier<Multi<T>> work) {
    return transactions
        .pool()
        .getConnection()
        .onItem()
        .transformToMulti(
            connection ->
                table
                    .takeTurn(connection)
                    .onItem()
                    .transformToMulti(
                        mine ->
                            mine ? work.get() : Multi.createFrom().<T>failure(new RedriveRuns()))
                    .onTermination()
                    .call(() -> table.endTurn(connection).eventually(connection::close)));
  }

  private Multi<List<Stored>> batches(
      long newest, @Nullable String topic, @Nullable String reason, Author by) {
    AtomicLong reached = new AtomicLong();
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                transactions
                    .publishingPlatform(
                        connection ->
                            table
                                .lockOpen(connection, reached.get(), newest, topic, reason, BATCH)
                                .call(batch -> redrive(connection, batch, by)))
                    .invoke(
                        batch -> {
                          if (!batch.isEmpty()) {
                            reached.set(batch.getLast().number());
                          }
                        }))
        .until(List::isEmpty);
  }

  // INVARIANT: the broker has acknowledged a record before the list says that it was redriven. A
  // crash in between sends it twice, which is harmless.
  private Uni<Void> redrive(SqlConnection connection, List<Stored> batch, Author by) {
    Uni<Void> sent = Uni.createFrom().voidItem();
    for (Stored stored : batch) {
      sent = sent.chain(() -> send(stored));
    }
    return batch.isEmpty()
        ? sent
        : sent.chain(() -> resolved(connection, batch, State.REDRIVEN, by));
  }

  private Uni<Void> resolved(SqlConnection connection, List<Stored> batch, State state, Author by) {
    return table
        .resolve(connection, batch, state, by.actor().id())
        .chain(
            () ->
                outbox.audit(
                    connection,
                    batch.stream().map(one -> entry(one.record(), state, by)).toList()));
  }

  /** Returns the audit entry of a resolved record; it names the record, which is deleted later. */
  private static AuditEntry entry(ParkedRecord record, State state, Author by) {
    return by.entry(
        "parked-record." + state.name().toLowerCase(Locale.ROOT),
        new Target("parked-record", record.id()),
        AuditChanges.between(
            Optional.of(
                new Named(
                    record.state(),
                    Optional.of(record.topic()),
                    Optional.of(record.key()),
                    record.organization(),
                    Optional.of(record.reason()))),
            Optional.of(
                new Named(
                    state,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))));
  }

  private Uni<Void> send(Stored stored) {
    return deadLetters.redrive(stored.record().topic(), stored.wire());
  }

  /** The state of a record; before it is resolved, also what it is. */
  private record Named(
      State state,
      Optional<String> topic,
      Optional<String> key,
      Optional<String> organization,
      Optional<String> reason) {}

  /** Another redrive of all records has not ended. */
  static final class RedriveRuns extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * A record as it stands on a dead-letter topic.
   *
   * @param topic the topic from which it came
   */
  public record Arrived(String topic, int partition, long position, Instant at, WireEvent wire) {}
}
