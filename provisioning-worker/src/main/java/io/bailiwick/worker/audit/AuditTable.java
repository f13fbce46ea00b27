package io.bailiwick.worker.audit;

import io.bailiwick.audit.AuditChain;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.worker.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables {@code audit} and {@code audit_chain}. Every method works in a transaction of the
 * organization.
 */
@ApplicationScoped
class AuditTable {
  private static final String BEGIN =
      "insert into audit_chain (organization, sequence, hash) values ($1, 0, $2)"
          + " on conflict do nothing";

  private static final String LOCK =
      "select sequence, hash from audit_chain where organization = $1 for update";

  private static final String KNOWN =
      "select id from audit where organization = $1 and id = any ($2)";

  private static final String INSERT =
      """
      insert into audit (organization, sequence, id, at, actor_kind, actor, action, target,
                         entry, previous_hash, hash)
      select $11, * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[],
                                $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])""";

  private static final Set<String> KINDS =
      Arrays.stream(AuditEntry.Kind.values()).map(Enum::name).collect(Collectors.toSet());

  private static final String ADVANCE =
      "update audit_chain set sequence = $2, hash = $3 where organization = $1";

  /** Returns the end of a chain, which no other transaction moves until this one ends. */
  Uni<AuditHead> lock(SqlConnection connection, String organization) {
    return connection
        .preparedQuery(BEGIN)
        .execute(Tuple.of(organization, AuditChain.START))
        .chain(() -> connection.preparedQuery(LOCK).execute(Tuple.of(organization)))
        .map(rows -> head(rows).orElseThrow());
  }

  Uni<AuditHead> head(SqlConnection connection, String organization) {
    return connection
        .preparedQuery("select sequence, hash from audit_chain where organization = $1")
        .execute(Tuple.of(organization))
        .map(rows -> head(rows).orElse(AuditHead.START));
  }

  private static Optional<AuditHead> head(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(
            new AuditHead(
                rows.iterator().next().getLong("sequence"),
                rows.iterator().next().getString("hash")));
  }

  /** Returns those of some ids that the log has. */
  Uni<Set<String>> known(SqlConnection connection, String organization, List<String> ids) {
    return connection
        .preparedQuery(KNOWN)
        .execute(Tuple.of(organization, ids.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> known = new HashSet<>();
              rows.forEach(row -> known.add(row.getString(0)));
              return known;
            });
  }

  /** Appends entries to a locked chain, in their order. */
  Uni<Void> append(
      SqlConnection connection, String organization, AuditHead head, List<ReceivedEntry> entries) {
    AuditHead end = head;
    List<Appended> appended = new ArrayList<>();
    for (ReceivedEntry received : entries) {
      String canonical = AuditChain.canonical(received.json());
      String hash = AuditChain.hash(end.hash(), canonical);
      appended.add(
          new Appended(
              received.entry(), new ChainedEntry(end.sequence() + 1, end.hash(), hash, canonical)));
      end = new AuditHead(end.sequence() + 1, hash);
    }
    Tuple advanced = Tuple.of(organization, end.sequence(), end.hash());
    return connection
        .preparedQuery(INSERT)
        .execute(columns(appended).addString(organization))
        .chain(() -> connection.preparedQuery(ADVANCE).execute(advanced))
        .replaceWithVoid();
  }

  private static Tuple columns(List<Appended> appended) {
    return new Columns<>(appended)
        .numbers(one -> one.chained.sequence())
        .texts(one -> one.entry.id())
        .times(one -> one.entry.at())
        .texts(one -> one.entry.actor().kind().name())
        .texts(one -> one.entry.actor().id())
        .texts(one -> one.entry.action())
        .texts(one -> one.entry.target().id())
        .texts(one -> one.chained.entry())
        .texts(one -> one.chained.previousHash())
        .texts(one -> one.chained.hash())
        .tuple();
  }

  /** Returns wanted entries before a sequence, newest first. */
  Uni<List<ChainedEntry>> before(
      SqlConnection connection, String organization, AuditQuery query, long before, int limit) {
    return select(
        connection, organization, query, "sequence < ", before, " order by sequence desc", limit);
  }

  /** Returns wanted entries after a sequence, oldest first. */
  Uni<List<ChainedEntry>> after(
      SqlConnection connection, String organization, AuditQuery query, long after, int limit) {
    return select(
        connection, organization, query, "sequence > ", after, " order by sequence", limit);
  }

  private static Uni<List<ChainedEntry>> select(
      SqlConnection connection,
      String organization,
      AuditQuery query,
      String place,
      long sequence,
      String order,
      int limit) {
    List<Object> values = new ArrayList<>(List.of(organization, sequence));
    StringBuilder sql =
        new StringBuilder(
            "select sequence, previous_hash, hash, entry from audit where organization = $1 and "
                + place
                + "$2");
    query.from().ifPresent(from -> add(sql, values, " and at >= ", time(from)));
    query.to().ifPresent(to -> add(sql, values, " and at < ", time(to)));
    query.action().ifPresent(action -> add(sql, values, " and action = ", action));
    query.target().ifPresent(target -> add(sql, values, " and target = ", target));
    query.actor().ifPresent(actor -> addActor(sql, values, actor));
    sql.append(order);
    add(sql, values, " limit ", limit);
    return connection
        .preparedQuery(sql.toString())
        .execute(Tuple.tuple(values))
        .map(
            rows -> {
              List<ChainedEntry> found = new ArrayList<>();
              rows.forEach(row -> found.add(entry(row)));
              return found;
            });
  }

  /** Adds an id of actors or a kind of them. Only an id has an index, so a kind costs a walk. */
  private static void addActor(StringBuilder sql, List<Object> values, String actor) {
    if (!KINDS.contains(actor)) {
      add(sql, values, " and actor = ", actor);
      return;
    }
    add(sql, values, " and (actor = ", actor);
    add(sql, values, " or actor_kind = ", actor);
    sql.append(')');
  }

  private static void add(StringBuilder sql, List<Object> values, String condition, Object value) {
    values.add(value);
    sql.append(condition).append('$').append(values.size());
  }

  private static Object time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static ChainedEntry entry(Row row) {
    return new ChainedEntry(
        row.getLong("sequence"),
        row.getString("previous_hash"),
        row.getString("hash"),
        row.getString("entry"));
  }

  private record Appended(AuditEntry entry, ChainedEntry chained) {}
}
