package io.bailiwick.worker.accounts;

import static io.bailiwick.worker.accounts.AccountRow.text;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.Grant;
import io.bailiwick.model.Identity;
import io.bailiwick.model.StateKind;
import io.bailiwick.service.HeldState;
import io.bailiwick.worker.accounts.AccountRow.Known;
import io.bailiwick.worker.database.Columns;
import io.bailiwick.worker.planning.Concerned;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables {@code account} and {@code account_ledger}: locks and writes. A batch is one statement
 * for each table, because a statement for each account costs most of the time.
 */
@ApplicationScoped
class AccountTable {
  // INVARIANT: in the order of ids, so that two transactions never wait for each other.
  private static final String LOCK =
      "select * from account where id = any($1) order by id for update";

  private static final String WRITE =
      """
      insert into account (id, version, identity_version, status, handle, role, profile,
                           created_at, changed_at, role_explanation, identity, grants, departure,
                           suspensions, resource_groups, scim_groups, assigned_groups,
                           organization, organization_version, change_txid)
      select id, version, identity_version, status, handle, role, profile,
             created_at, changed_at, role_explanation, identity, grants, departure,
             string_to_array(suspensions, ','), string_to_array(resource_groups, ','),
             string_to_array(scim_groups, ','), string_to_array(assigned_groups, ','),
             $18, $19, pg_current_xact_id()::text::bigint
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                    $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[],
                    $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])
          as t(id, version, identity_version, status, handle, role, profile, created_at,
               changed_at, role_explanation, identity, grants, departure, suspensions,
               resource_groups, scim_groups, assigned_groups)
      on conflict (id) do update
         set version = excluded.version, identity_version = excluded.identity_version,
             status = excluded.status, handle = excluded.handle, role = excluded.role,
             profile = excluded.profile, changed_at = excluded.changed_at,
             role_explanation = excluded.role_explanation, identity = excluded.identity,
             grants = excluded.grants, suspensions = excluded.suspensions,
             departure = excluded.departure, resource_groups = excluded.resource_groups,
             scim_groups = excluded.scim_groups, assigned_groups = excluded.assigned_groups,
             organization_version = excluded.organization_version,
             change_txid = excluded.change_txid
       where account.version < excluded.version
      """;

  // INVARIANT: unique on (id, identity_version), so a version of an identity takes effect once.
  private static final String RECORD =
      """
      insert into account_ledger (id, identity_version, version, type, recorded_at, organization)
      select id, identity_version, version, type, recorded_at, $6
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[])
          as t(id, identity_version, version, type, recorded_at)
      """;

  /** Returns the accounts of some ids, locked until the transaction ends. */
  Uni<Map<String, Account>> lock(SqlConnection connection, Collection<String> ids) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(ids.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Account> accounts = new LinkedHashMap<>();
              rows.forEach(row -> accounts.put(row.getString("id"), AccountRow.account(row)));
              return accounts;
            });
  }

  /**
   * Returns the accounts of some ids that can be planned anew, in the order of their ids, locked
   * until the transaction ends.
   */
  Uni<List<Known>> lockKnown(SqlConnection connection, List<String> ids) {
    return connection
        .preparedQuery(
            "select * from account where id = any($1) and identity is not null order by id"
                + " for update")
        .execute(Tuple.of(ids.toArray(String[]::new)))
        .map(rows -> AccountRow.list(rows, AccountRow::known));
  }

  /** Returns the handles among these that an account of any organization has. */
  Uni<Set<String>> takenHandles(SqlConnection connection, Set<String> handles) {
    return connection
        .preparedQuery("select taken_handles($1)")
        .execute(Tuple.of(handles.toArray(String[]::new)))
        .map(rows -> new HashSet<>(AccountRow.list(rows, row -> row.getString(0))));
  }

  /**
   * Writes the accounts of events of one organization, oldest first, and the ledger of the applied
   * identity versions.
   *
   * @param under the version of the settings under which they were planned
   */
  Uni<Void> write(
      SqlConnection connection, String organization, long under, List<Planned> planned) {
    return replace(connection, organization, under, planned)
        .chain(() -> record(connection, organization, planned));
  }

  /** Writes the accounts of events that no identity caused; they have no entry in the ledger. */
  Uni<Void> replace(
      SqlConnection connection, String organization, long under, List<Planned> planned) {
    Map<String, Planned> newest = new LinkedHashMap<>();
    planned.forEach(one -> newest.put(one.account().id(), one));
    Columns<Planned> rows = new Columns<>(newest.values());
    return connection
        .preparedQuery(WRITE)
        .execute(
            rows.texts(one -> one.account().id())
                .numbers(one -> one.account().version())
                .numbers(one -> one.account().identityVersion())
                .texts(one -> one.account().status().name())
                .texts(one -> one.account().handle().orElse(null))
                .texts(one -> one.account().role().wireName())
                .texts(one -> text(one.account().profile()))
                .times(one -> one.account().createdAt())
                .times(one -> one.account().changedAt())
                .texts(one -> one.account().roleExplanation().map(AccountRow::text).orElse(null))
                .texts(one -> text(one.identity()))
                .texts(one -> text(one.account().grants()))
                .texts(one -> one.account().departure().map(AccountRow::text).orElse(null))
                .texts(one -> joined(one.account().suspensions().stream().map(Enum::name)))
                .texts(one -> joined(one.account().grants().stream().map(Grant::resourceGroup)))
                .texts(one -> joined(one.identity().groups().stream()))
                .texts(one -> joined(assigned(one.identity())))
                .tuple()
                .addString(organization)
                .addLong(under))
        .invoke(written -> requireAll(newest.size(), written.rowCount()))
        .replaceWithVoid();
  }

  /** Fails if another transaction has just created one of the accounts, which nothing locked. */
  private static void requireAll(int wanted, int written) {
    if (written != wanted) {
      throw new IllegalStateException((wanted - written) + " accounts were written meanwhile");
    }
  }

  private static Stream<String> assigned(Identity identity) {
    return identity.assigned().stream().flatMap(given -> given.resourceGroups().keySet().stream());
  }

  /** Joins ids and names, which have no commas, for {@code string_to_array}. */
  private static String joined(Stream<String> names) {
    return String.join(",", names.toList());
  }

  private static Uni<Void> record(
      SqlConnection connection, String organization, List<Planned> planned) {
    return connection
        .preparedQuery(RECORD)
        .execute(
            new Columns<>(planned)
                .texts(one -> one.account().id())
                .numbers(one -> one.account().identityVersion())
                .numbers(one -> one.account().version())
                .texts(one -> one.event().type().wireName())
                .times(one -> one.event().time())
                .tuple()
                .addString(organization))
        .replaceWithVoid();
  }

  /** Returns the ids of an organization's concerned accounts after an id, in their order. */
  Uni<List<String>> concerned(
      SqlConnection connection, String organization, Concerned concerned, String after, int limit) {
    Tuple values = Tuple.of(organization, after, limit);
    String condition = concerned.everyone() ? "true" : condition(concerned, values);
    return connection
        .preparedQuery(
            "select id from account where organization = $1 and id > $2 and identity is not null"
                + " and (%s) order by id limit $3".formatted(condition))
        .execute(values)
        .map(rows -> AccountRow.list(rows, row -> row.getString(0)));
  }

  private static String condition(Concerned concerned, Tuple values) {
    List<String> conditions = new ArrayList<>();
    overlap(concerned.scimGroups(), "scim_groups && $%d", conditions, values);
    overlap(concerned.resourceGroups(), "resource_groups && $%d", conditions, values);
    overlap(
        concerned.assigned(),
        "(assigned_groups <> '{}' and assigned_groups && $%d)",
        conditions,
        values);
    if (concerned.withoutHandle()) {
      conditions.add("handle is null");
    }
    return conditions.isEmpty() ? "false" : String.join(" or ", conditions);
  }

  private static void overlap(
      Set<String> names, String condition, List<String> conditions, Tuple values) {
    if (!names.isEmpty()) {
      values.addArrayOfString(names.toArray(String[]::new));
      conditions.add(condition.formatted(values.size()));
    }
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
        .map(rows -> AccountRow.list(rows, AccountRow::account));
  }

  /** Returns the versions of an organization's accounts after an id, in the order of their ids. */
  Uni<List<Versioned>> versionsAfter(
      SqlConnection connection, String organization, String after, int limit) {
    return connection
        .preparedQuery(
            "select id, version, identity_version from account where organization = $1 and id > $2"
                + " order by id limit $3")
        .execute(Tuple.of(organization, after, limit))
        .map(
            rows ->
                AccountRow.list(
                    rows, row -> new Versioned(row.getString(0), row.getLong(1), row.getLong(2))));
  }

  /** The versions of an account, and of the identity from which it was planned. */
  record Versioned(String id, long version, long identityVersion) {
    void tell(HeldState.Seen seen) {
      seen.held(StateKind.ACCOUNTS, id, version);
      seen.held(StateKind.IDENTITIES, id, identityVersion);
    }
  }

  /** A change of an account, and the identity from which it was planned. */
  record Planned(AccountEvent event, Identity identity) {
    Account account() {
      return event.account();
    }
  }
}
