package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Orders changes of links against changes of the names of SCIM groups. Without it, a new link and a
 * new group of that name could miss each other.
 *
 * <p>INVARIANT: a change of links takes its turn before it locks the organization.
 */
@ApplicationScoped
class LinkTurns {
  private static final String KEY = "group-links";

  private final Transactions transactions;

  LinkTurns(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Waits until this transaction alone may change links or resource groups. */
  Uni<?> alone(String organization) {
    return transactions.claim(organization, KEY);
  }

  /** Keeps links as they are until the transaction ends. */
  Uni<?> shared(String organization) {
    return transactions.share(organization, KEY);
  }
}
