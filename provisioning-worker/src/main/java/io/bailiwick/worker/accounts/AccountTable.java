package io.bailiwick.worker.accounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Departure;
import io.bailiwick.model.Grant;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.model.SuspensionReason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The tables {@code account} and {@code account_ledger}. */
@ApplicationScoped
class AccountTable {
  private static final String LOCK = "select * from account where id = any($1) for update";

  private static final String WRITE =
      """
      insert into account (id, organization, version, identity_version, status, handle, role,
                           profile, created_at, changed_at, role_explanation, identity,
                           grants, suspensions, departure, resource_groups, scim_groups)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      on conflict (id) do update
         set version = excluded.version, identity_version = excluded.identity_version,
             status = excluded.status, handle = excluded.handle, role = excluded.role,
             profile = excluded.profile, changed_at = excluded.changed_at,
             role_explanation = excluded.role_explanation, identity = excluded.identity,
             grants = excluded.grants, suspensions = excluded.suspensions,
             departure = excluded.departure, resource_groups = excluded.resource_groups,
             scim_groups = excluded.scim_groups
       where account.version < excluded.version
      """;

  // INVARIANT: unique on (id, identity_version), so a version of an identity takes effect once.
  private static final String RECORD =
      """
      insert into account_ledger (id, organization, identity_version, version, type, recorded_at)
      values ($1, $2, $3, $4, $5, $6)
      """;

  /** Returns the accounts of some ids, locked until the transaction ends. */
  Uni<Map<String, Account>> lock(SqlConnection connection, Collection<String> ids) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(ids.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Account> accounts = new LinkedHashMap<>();
              rows.forEach(row -> accounts.put(row.getString("id"), account(row)));
              return accounts;
            });
  }

  /** Returns the handles among these that an account of any organization has. */
  Uni<Set<String>> takenHandles(SqlConnection connection, Set<String> handles) {
    return connection
        .preparedQuery("select taken_handles($1)")
        .execute(Tuple.of(handles.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> taken = new HashSet<>();
              rows.forEach(row -> taken.add(row.getString(0)));
              return taken;
            });
  }

  /**
   * Writes the accounts of events, oldest first, and the ledger of the applied identity versions.
   */
  Uni<Void> write(SqlConnection connection, List<Planned> planned) {
    return replace(connection, planned)
        .chain(
            () ->
                connection
                    .preparedQuery(RECORD)
                    .executeBatch(planned.stream().map(one -> entry(one.event())).toList()))
        .replaceWithVoid();
  }

  /** Writes the accounts of events that no identity caused; they have no entry in the ledger. */
  Uni<Void> replace(SqlConnection connection, List<Planned> planned) {
    return connection
        .preparedQuery(WRITE)
        .executeBatch(planned.stream().map(AccountTable::values).toList())
        .replaceWithVoid();
  }

  /**
   * Returns the accounts of an organization after an id that can be planned anew. They are in the
   * order of their ids, and locked until the transaction ends.
   */
  Uni<List<Known>> lockAfter(
      SqlConnection connection, String organization, String after, int limit) {
    return connection
        .preparedQuery(
            "select * from account where organization = $1 and id > $2 and identity is not null"
                + " order by id limit $3 for update")
        .execute(Tuple.of(organization, after, limit))
        .map(
            rows ->
                list(
                    rows,
                    row ->
                        new Known(account(row), read(row.getString("identity"), Identity.class))));
  }

  /**
   * Returns the accounts of an organization after an id, in the order of their ids, locked until
   * the transaction ends.
   */
  Uni<List<Account>> allAfter(
      SqlConnection connection, String organization, String after, int limit) {
    return connection
        .preparedQuery(
            "select * from account where organization = $1 and id > $2 order by id limit $3"
                + " for update")
        .execute(Tuple.of(organization, after, limit))
        .map(AccountTable::list);
  }

  private static Tuple values(Planned planned) {
    Account account = planned.event().account();
    return Tuple.tuple()
        .addString(account.id())
        .addString(account.organization())
        .addLong(account.version())
        .addLong(account.identityVersion())
        .addString(account.status().name())
        .addString(account.handle().orElse(null))
        .addString(account.role().wireName())
        .addString(text(account.profile()))
        .addOffsetDateTime(account.createdAt().atOffset(ZoneOffset.UTC))
        .addOffsetDateTime(account.changedAt().atOffset(ZoneOffset.UTC))
        .addString(account.roleExplanation().map(AccountTable::text).orElse(null))
        .addString(text(planned.identity()))
        .addString(text(account.grants()))
        .addArrayOfString(names(account.suspensions()))
        .addString(account.departure().map(AccountTable::text).orElse(null))
        .addArrayOfString(
            account.grants().stream().map(Grant::resourceGroup).toArray(String[]::new))
        .addArrayOfString(planned.identity().groups().toArray(String[]::new));
  }

  private static Tuple entry(AccountEvent event) {
    return Tuple.of(
        event.account().id(),
        event.organization(),
        event.account().identityVersion(),
        event.version(),
        event.type().wireName(),
        event.time().atOffset(ZoneOffset.UTC));
  }

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
        .map(rows -> list(rows).stream().findFirst());
  }

  /** Returns the accounts of an organization after an id, in the order of their ids. */
  Uni<List<Account>> of(SqlConnection connection, String organization, String after, int limit) {
    return connection
        .preparedQuery(
            "select * from account where organization = $1 and id > $2 order by id limit $3")
        .execute(Tuple.of(organization, after, limit))
        .map(AccountTable::list);
  }

  private static List<Account> list(RowSet<Row> rows) {
    return list(rows, AccountTable::account);
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }

  private static Account account(Row row) {
    return new Account(
        row.getString("id"),
        row.getString("organization"),
        row.getLong("version"),
        row.getLong("identity_version"),
        AccountStatus.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("handle")),
        Role.named(row.getString("role")).orElseThrow(),
        Optional.ofNullable(row.getString("role_explanation"))
            .map(json -> read(json, RoleExplanation.class)),
        List.of(read(row.getString("grants"), Grant[].class)),
        reasons(row.getArrayOfStrings("suspensions")),
        Optional.ofNullable(row.getString("departure")).map(json -> read(json, Departure.class)),
        read(row.getString("profile"), Profile.class),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("changed_at").toInstant());
  }

  private static String[] names(Set<SuspensionReason> reasons) {
    return reasons.stream().map(SuspensionReason::name).toArray(String[]::new);
  }

  private static Set<SuspensionReason> reasons(String[] names) {
    return Arrays.stream(names).map(SuspensionReason::valueOf).collect(Collectors.toSet());
  }

  private static String text(Object value) {
    return new String(StrictJson.write(value), StandardCharsets.UTF_8);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return StrictJson.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be read back", e);
    }
  }

  /** A change of an account, and the identity from which it was planned. */
  record Planned(AccountEvent event, Identity identity) {}

  /** An account, and the identity from which it was planned. */
  record Known(Account account, Identity identity) {}
}
