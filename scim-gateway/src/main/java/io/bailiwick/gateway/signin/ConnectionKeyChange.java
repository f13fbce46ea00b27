package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Encrypts the secrets of connections again after the encryption key has changed. */
@ApplicationScoped
public class ConnectionKeyChange {
  private final Transactions transactions;
  private final ConnectionTable table;
  private final ConnectionSecrets secrets;

  ConnectionKeyChange(Transactions transactions, ConnectionTable table, ConnectionSecrets secrets) {
    this.transactions = transactions;
    this.table = table;
    this.secrets = secrets;
  }

  /** Brings an organization's secrets under the current key; gives how many were under another. */
  public Uni<Integer> renew(String organization) {
    return transactions.inPassing(
        organization,
        () ->
            table
                .of(organization)
                .map(all -> all.stream().map(one -> one.connection().id()).toList())
                .chain(ids -> renew(organization, ids)));
  }

  private Uni<Integer> renew(String organization, List<String> ids) {
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndConcatenate(id -> renew(organization, id))
        .collect()
        .asList()
        .map(renewed -> (int) renewed.stream().filter(Boolean::booleanValue).count());
  }

  private Uni<Boolean> renew(String organization, String id) {
    return table
        .lock(organization, id)
        .map(found -> found.flatMap(secrets::renewed))
        .chain(
            (Optional<SealedConnection> renewed) ->
                renewed
                    .map(stored -> table.update(stored).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }
}
