package io.bailiwick.worker.parked;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import io.bailiwick.worker.parked.ParkedRecord.State;
import io.bailiwick.worker.parked.ParkedRecords.Arrived;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table {@code parked_record}. */
@ApplicationScoped
class ParkedTable {
  private static final String ADD =
      """
      insert into parked_record (topic, partition, position, key, organization, type, reason,
                                 headers, data, parked_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (topic, partition, position, parked_at) do nothing
      """;

  /** A resolved record is kept for a while, so that operators see what was done. */
  private static final String PURGE =
      "delete from parked_record where resolved_at < now() - interval '30 days'";

  private static final String PAGE =
      """
      select * from parked_record
       where id > $1 and ($2::text is null or topic = $2) and ($3::text is null or state = $3)
       order by id limit $4
      """;

  private static final String OPEN =
      """
      select * from parked_record
       where state = 'PARKED' and id > $1 and id <= $2 and ($3::text is null or topic = $3)
         and ($4::text is null or reason = $4)
       order by id limit $5 for update skip locked
      """;

  private static final String RESOLVE =
      """
      update parked_record set state = $2, resolved_at = now(), resolved_by = $3
       where id = any($1)
      """;

  // A lock of the session: it ends with the connection, so a crash leaves none behind.
  private static final long TURN = 0x7265647269766521L;
  private static final String TAKE_TURN = "select pg_try_advisory_lock(" + TURN + ")";
  private static final String END_TURN = "select pg_advisory_unlock(" + TURN + ")";

  /** Adds records that the list does not have yet. */
  Uni<Void> add(SqlClient client, List<Arrived> records) {
    return client
        .preparedQuery(ADD)
        .executeBatch(records.stream().map(ParkedTable::values).toList())
        .chain(() -> client.query(PURGE).execute())
        .replaceWithVoid();
  }

  private static Tuple values(Arrived arrived) {
    Map<String, String> headers = arrived.wire().headers();
    return Tuple.tuple()
        .addString(arrived.topic())
        .addInteger(arrived.partition())
        .addLong(arrived.position())
        .addString(storable(arrived.wire().key()))
        .addString(storable(headers.get("ce_organization")))
        .addString(storable(headers.get("ce_type")))
        .addString(storable(headers.getOrDefault(DeadLetters.REASON, "")))
        .addString(new String(StrictJson.write(headers), StandardCharsets.UTF_8))
        .addBuffer(Buffer.buffer(arrived.wire().data()))
        .addOffsetDateTime(arrived.at().atOffset(ZoneOffset.UTC));
  }

  /** Returns a text that PostgreSQL can hold. A key with a NUL is no id. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace('\u0000', '\uFFFD');
  }

  /** Returns the records after an id, of a topic and in a state if those are given. */
  Uni<List<Stored>> page(
      SqlClient client, long after, @Nullable String topic, @Nullable State state, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(after, topic, state == null ? null : state.name(), limit))
        .map(ParkedTable::list);
  }

  /** Returns a record. */
  Uni<Optional<Stored>> find(SqlClient client, long id) {
    return one(client, "select * from parked_record where id = $1", id);
  }

  /** Returns a record, locked until the transaction ends. */
  Uni<Optional<Stored>> lock(SqlClient client, long id) {
    return one(client, "select * from parked_record where id = $1 for update", id);
  }

  private static Uni<Optional<Stored>> one(SqlClient client, String sql, long id) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(id))
        .map(rows -> list(rows).stream().findFirst());
  }

  /** Returns the id of the newest record; 0 if there is none. */
  Uni<Long> newest(SqlClient client) {
    return client
        .query("select coalesce(max(id), 0) from parked_record")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Returns the next records that wait for an operator, locked until the transaction ends. */
  Uni<List<Stored>> lockOpen(
      SqlClient client,
      long after,
      long newest,
      @Nullable String topic,
      @Nullable String reason,
      int limit) {
    return client
        .preparedQuery(OPEN)
        .execute(Tuple.of(after, newest, topic, reason, limit))
        .map(ParkedTable::list);
  }

  /** Makes a connection the only one that redrives all records; returns whether it is that now. */
  Uni<Boolean> takeTurn(SqlClient connection) {
    return connection.query(TAKE_TURN).execute().map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Ends the turn of a connection, if it has one. */
  Uni<Void> endTurn(SqlClient connection) {
    return connection.query(END_TURN).execute().replaceWithVoid();
  }

  /** Records what an operator did with some records. */
  Uni<Void> resolve(SqlClient client, List<Stored> records, State state, String by) {
    Long[] ids = records.stream().map(Stored::number).toArray(Long[]::new);
    return client.preparedQuery(RESOLVE).execute(Tuple.of(ids, state.name(), by)).replaceWithVoid();
  }

  private static List<Stored> list(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(ParkedTable::stored).toList();
  }

  private static Stored stored(Row row) {
    ParkedRecord record =
        new ParkedRecord(
            String.valueOf(row.getLong("id")),
            row.getString("topic"),
            row.getString("key"),
            Optional.ofNullable(row.getString("organization")),
            Optional.ofNullable(row.getString("type")),
            row.getString("reason"),
            row.getOffsetDateTime("parked_at").toInstant(),
            State.valueOf(row.getString("state")),
            Optional.ofNullable(row.getOffsetDateTime("resolved_at")).map(at -> at.toInstant()),
            Optional.ofNullable(row.getString("resolved_by")));
    return new Stored(
        row.getLong("id"),
        record,
        new WireEvent(
            row.getString("key"),
            headers(row.getString("headers")),
            row.getBuffer("data").getBytes()));
  }

  private static Map<String, String> headers(String json) {
    try {
      return StrictJson.mapper().readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the headers of a parked record cannot be read back", e);
    }
  }

  /** A record of the list, with its headers and its value. */
  record Stored(long number, ParkedRecord record, WireEvent wire) {}
}
