package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The table {@code connection}; every method works within {@link Transactions#of}. */
@ApplicationScoped
class ConnectionTable implements PanacheRepositoryBase<ConnectionRow, String> {
  private static final String ONE = "organization = ?1 and id = ?2";

  public Uni<Optional<SealedConnection>> load(String organization, String id) {
    return find(ONE, organization, id).firstResult().map(SealedConnection::of);
  }

  /** Loads a connection and locks it until this transaction has ended. */
  public Uni<Optional<SealedConnection>> lock(String organization, String id) {
    return locked(organization, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Loads a connection with a shared lock: it stays as it is until this transaction has ended. */
  public Uni<Optional<SealedConnection>> hold(String organization, String id) {
    return locked(organization, id, LockModeType.PESSIMISTIC_READ);
  }

  private Uni<Optional<SealedConnection>> locked(
      String organization, String id, LockModeType mode) {
    return find(ONE, organization, id).withLock(mode).firstResult().map(SealedConnection::of);
  }

  /** Loads the connection that people sign in by. */
  public Uni<Optional<SealedConnection>> enabled(String organization) {
    return find("organization = ?1 and status = ?2", organization, Status.ENABLED.name())
        .firstResult()
        .map(SealedConnection::of);
  }

  /** Returns all connections of an organization, oldest first. */
  public Uni<List<SealedConnection>> of(String organization) {
    return list("organization = ?1 order by createdAt, id", organization)
        .map(rows -> rows.stream().map(row -> SealedConnection.of(row).orElseThrow()).toList());
  }

  public Uni<Void> insert(SealedConnection stored) {
    ConnectionRow row = ConnectionRow.of(stored.connection());
    row.secret = stored.sealedSecret().orElse(null);
    return persistAndFlush(row).replaceWithVoid();
  }

  /** Writes a connection that was loaded in this transaction. */
  public Uni<Void> update(SealedConnection stored) {
    return findById(stored.connection().id())
        .invoke(
            row -> {
              row.set(stored.connection());
              row.secret = stored.sealedSecret().orElse(null);
            })
        .chain(this::flush);
  }

  /** Deletes a connection. */
  public Uni<Void> remove(String organization, String id) {
    return delete(ONE, organization, id).replaceWithVoid();
  }
}
