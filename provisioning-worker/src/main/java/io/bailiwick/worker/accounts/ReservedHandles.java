package io.bailiwick.worker.accounts;

import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.worker.accounts.HandleReservation.Owner;
import io.bailiwick.worker.accounts.HandleReservation.Taken;
import io.bailiwick.worker.database.Author;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The handles of personal accounts. */
@ApplicationScoped
class ReservedHandles {
  private static final String ADD =
      "insert into reserved_handle (handle, account) select * from unnest($1::text[], $2::text[])";

  private static final String RELEASE =
      "delete from reserved_handle where handle = $1 and account = $2";

  private static final String HANDLE = "handle";

  /** The target of an entry with several handles. */
  private static final String ALL = "*";

  // INVARIANT: a transaction that gives handles to managed accounts holds this lock as a shared
  // one, and a reservation holds it alone. So neither misses what the other one has just given.
  private static final long TURNS = 0x68616e646c65L;
  private static final String TAKE_TURN = "select pg_advisory_xact_lock(" + TURNS + ")";
  private static final String JOIN_TURN = "select pg_advisory_xact_lock_shared(" + TURNS + ")";

  /** The most handles in an entry of the audit log. */
  private static final int MOST_OF_ENTRY = 500;

  private final Transactions transactions;
  private final Outbox outbox;

  ReservedHandles(Transactions transactions, Outbox outbox) {
    this.transactions = transactions;
    this.outbox = outbox;
  }

  /** Waits for reservations under way, and holds later ones until the transaction ends. */
  static Uni<Void> holdOff(SqlConnection connection) {
    return connection.query(JOIN_TURN).execute().replaceWithVoid();
  }

  /**
   * Reserves handles for personal accounts, those that are free; a handle that its account has
   * already stays reserved.
   *
   * @return the handles that others have, with the kind of those
   */
  Uni<List<Taken>> reserve(List<HandleReservation> wanted, Author author) {
    return transactions.publishingPlatform(
        connection ->
            connection
                .query(TAKE_TURN)
                .execute()
                .chain(() -> owners(connection, handles(wanted)))
                .chain(owners -> reserve(connection, wanted, owners, author)));
  }

  private static List<String> handles(List<HandleReservation> wanted) {
    return wanted.stream().map(HandleReservation::handle).toList();
  }

  private Uni<List<Taken>> reserve(
      SqlConnection connection,
      List<HandleReservation> wanted,
      Map<String, Owner> owners,
      Author author) {
    Map<String, String> free = new LinkedHashMap<>();
    List<Taken> taken = new ArrayList<>();
    for (HandleReservation one : wanted) {
      Owner owner = owners.get(one.handle());
      String sibling = free.get(one.handle());
      if (owner == null && (sibling == null || sibling.equals(one.account()))) {
        free.put(one.handle(), one.account());
      } else if (owner == null || !owner.isPersonal(one.account())) {
        taken.add(new Taken(one.handle(), owner == null ? Owner.Kind.PERSONAL : owner.kind()));
      }
    }
    return free.isEmpty()
        ? Uni.createFrom().item(taken)
        : connection
            .preparedQuery(ADD)
            .execute(
                Tuple.of(
                    free.keySet().toArray(String[]::new), free.values().toArray(String[]::new)))
            .chain(() -> outbox.audit(connection, reserved(free, author)))
            .replaceWith(taken);
  }

  /** Returns the entries of new reservations: that of a single one names its handle as target. */
  private static List<AuditEntry> reserved(Map<String, String> accounts, Author author) {
    List<Change> changes = new ArrayList<>();
    accounts.forEach(
        (handle, account) -> changes.add(change(handle, Optional.empty(), Optional.of(account))));
    String target = changes.size() == 1 ? accounts.keySet().iterator().next() : ALL;
    List<AuditEntry> entries = new ArrayList<>();
    for (int from = 0; from < changes.size(); from += MOST_OF_ENTRY) {
      entries.add(
          author.entry(
              "handle.reserved",
              new Target(HANDLE, target),
              changes.subList(from, Math.min(from + MOST_OF_ENTRY, changes.size()))));
    }
    return entries;
  }

  private static Change change(String handle, Optional<String> before, Optional<String> after) {
    return new Change("/" + handle, before.map(TextNode::valueOf), after.map(TextNode::valueOf));
  }

  /** Returns the owner of a handle. */
  Uni<Optional<Owner>> owner(String handle) {
    return owners(transactions.pool(), List.of(handle))
        .map(owners -> Optional.ofNullable(owners.get(handle)));
  }

  private static Uni<Map<String, Owner>> owners(SqlClient client, Collection<String> handles) {
    return client
        .preparedQuery("select * from handle_owners($1)")
        .execute(Tuple.of(handles.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Owner> owners = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      owners.put(
                          row.getString("handle"),
                          new Owner(
                              Owner.Kind.valueOf(row.getString("owner")),
                              Optional.ofNullable(row.getString("account")))));
              return owners;
            });
  }

  /** Releases a handle; returns whether that account had it. */
  Uni<Boolean> release(HandleReservation given, Author author) {
    return transactions.publishingPlatform(
        connection ->
            connection
                .preparedQuery(RELEASE)
                .execute(Tuple.of(given.handle(), given.account()))
                .map(deleted -> deleted.rowCount() > 0)
                .call(
                    released ->
                        outbox.audit(
                            connection, released ? List.of(released(given, author)) : List.of())));
  }

  private static AuditEntry released(HandleReservation given, Author author) {
    return author.entry(
        "handle.released",
        new Target(HANDLE, given.handle()),
        List.of(change(given.handle(), Optional.of(given.account()), Optional.empty())));
  }
}
