package io.bailiwick.worker.accounts;

import io.bailiwick.worker.accounts.HandleReservation.Owner;
import io.bailiwick.worker.accounts.HandleReservation.Taken;
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

  // INVARIANT: a transaction that gives handles to managed accounts holds this lock as a shared
  // one, and a
  // reservation holds it alone. So neither misses what the other one has just given.
  private static final long TURNS = 0x68616e646c65L;
  private static final String TAKE_TURN = "select pg_advisory_xact_lock(" + TURNS + ")";
  private static final String JOIN_TURN = "select pg_advisory_xact_lock_shared(" + TURNS + ")";

  private final Transactions transactions;

  ReservedHandles(Transactions transactions) {
    this.transactions = transactions;
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
  Uni<List<Taken>> reserve(List<HandleReservation> wanted) {
    return transactions
        .pool()
        .withTransaction(
            connection ->
                connection
                    .query(TAKE_TURN)
                    .execute()
                    .chain(() -> owners(connection, handles(wanted)))
                    .chain(owners -> reserve(connection, wanted, owners)));
  }

  private static List<String> handles(List<HandleReservation> wanted) {
    return wanted.stream().map(HandleReservation::handle).toList();
  }

  private static Uni<List<Taken>> reserve(
      SqlConnection connection, List<HandleReservation> wanted, Map<String, Owner> owners) {
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
            .replaceWith(taken);
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
  Uni<Boolean> release(HandleReservation given) {
    return transactions
        .pool()
        .preparedQuery("delete from reserved_handle where handle = $1 and account = $2")
        .execute(Tuple.of(given.handle(), given.account()))
        .map(deleted -> deleted.rowCount() > 0);
  }
}
