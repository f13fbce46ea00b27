package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.secrets.Renewal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Encrypts the secrets of connections again after the encryption key has changed. */
@ApplicationScoped
public class ConnectionKeyChange {
  private final Transactions transactions;
  private final Organizations organizations;
  private final ConnectionTable table;
  private final ConnectionSecrets secrets;

  ConnectionKeyChange(
      Transactions transactions,
      Organizations organizations,
      ConnectionTable table,
      ConnectionSecrets secrets) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.table = table;
    this.secrets = secrets;
  }

  // INVARIANT: the organization is locked, as for every change of a connection. So no connection
  // gets its former secret back.
  /** Encrypts an organization's secrets with the current key. */
  public Uni<Renewal.Count> renew(String organization) {
    return transactions.inPassing(
        organization,
        () ->
            organizations
                .lock(organization)
                .chain(() -> table.of(organization))
                .chain(this::renewEach));
  }

  private Uni<Renewal.Count> renewEach(List<SealedConnection> connections) {
    Uni<Renewal.Count> all = Uni.createFrom().item(Renewal.Count.NONE);
    for (SealedConnection stored : connections) {
      Optional<Renewal> renewal = secrets.renewal(stored);
      if (renewal.isPresent()) {
        all = all.call(() -> write(stored, renewal.get())).map(count -> count.and(renewal.get()));
      }
    }
    return all;
  }

  private Uni<Void> write(SealedConnection stored, Renewal renewal) {
    return renewal instanceof Renewal.Renewed renewed
        ? table.update(new SealedConnection(stored.connection(), Optional.of(renewed.sealed())))
        : Uni.createFrom().voidItem();
  }
}
