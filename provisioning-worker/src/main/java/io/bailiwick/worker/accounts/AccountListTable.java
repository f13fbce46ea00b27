package io.bailiwick.worker.accounts;

import io.bailiwick.model.Account;
import io.bailiwick.worker.accounts.ChangePosition.Feed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the table {@code account} without locks. */
@ApplicationScoped
class AccountListTable {
  // INVARIANT: a change is listed when no older transaction runs any more. One that commits late
  // would otherwise appear before positions that a reader has passed.
  private static final String CHANGES =
      """
      select * from account
       where (change_txid, id) > ($1, $2)
         and change_txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       order by change_txid, id limit $3
      """;

  private static final String FEED =
      """
      select to_hex(c.system_identifier) || to_hex(d.oid::bigint),
             pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        from pg_control_system() c, pg_database d where d.datname = current_database()
      """;

  /** Returns the account of an id, in any organization. */
  Uni<Optional<Account>> byId(SqlConnection connection, String id) {
    return one(connection, "select * from account where id = $1", id);
  }

  /** Returns the account that has a handle. */
  Uni<Optional<Account>> byHandle(SqlConnection connection, String handle) {
    return one(connection, "select * from account where handle = $1", handle);
  }

  private static Uni<Optional<Account>> one(SqlConnection connection, String sql, String key) {
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(key))
        .map(rows -> AccountRow.list(rows, AccountRow::account).stream().findFirst());
  }

  /** Returns the accounts that a selection names, after an id, in the order of their ids. */
  Uni<List<Account>> of(
      SqlConnection connection, AccountSelection selection, String after, int limit) {
    List<String> conditions = new ArrayList<>(List.of("organization = $1", "id > $2"));
    Tuple values = Tuple.of(selection.organization(), after, limit);
    selection
        .role()
        .ifPresent(role -> add(conditions, "role = $%d", values.addString(role.wireName())));
    selection
        .status()
        .ifPresent(status -> add(conditions, "status = $%d", values.addString(status.name())));
    selection
        .resourceGroup()
        .ifPresent(
            name ->
                add(
                    conditions,
                    "resource_groups @> $%d",
                    values.addArrayOfString(new String[] {name})));
    return connection
        .preparedQuery(
            "select * from account where %s order by id limit $3"
                .formatted(String.join(" and ", conditions)))
        .execute(values)
        .map(rows -> AccountRow.list(rows, AccountRow::account));
  }

  private static void add(List<String> conditions, String condition, Tuple values) {
    conditions.add(condition.formatted(values.size()));
  }

  /** Returns the state of the feed of changes. */
  Uni<Feed> feed(SqlConnection connection) {
    return connection
        .query(FEED)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Feed(row.getString(0), row.getLong(1)));
  }

  /** Returns accounts of all organizations after a position, in the order of their changes. */
  Uni<List<Changed>> changes(SqlConnection connection, Feed feed, ChangePosition after, int limit) {
    return connection
        .preparedQuery(CHANGES)
        .execute(Tuple.of(after.transaction(), after.id(), limit))
        .map(rows -> AccountRow.list(rows, row -> changed(feed, row)));
  }

  private static Changed changed(Feed feed, Row row) {
    return new Changed(
        new ChangePosition(feed.database(), row.getLong("change_txid"), row.getString("id")),
        AccountRow.account(row));
  }

  /** Returns the identity versions that accounts reflect, by id. */
  Uni<Map<String, Long>> identityVersions(SqlConnection connection, Collection<String> ids) {
    return connection
        .preparedQuery("select id, identity_version from account where id = any($1)")
        .execute(Tuple.of(ids.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Long> versions = new HashMap<>();
              rows.forEach(row -> versions.put(row.getString(0), row.getLong(1)));
              return versions;
            });
  }

  /** An account at the position of its last change. */
  record Changed(ChangePosition position, Account account) {}
}
