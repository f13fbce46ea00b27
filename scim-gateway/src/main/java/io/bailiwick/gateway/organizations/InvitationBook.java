package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Invitations.Invitation;
import io.bailiwick.model.Role;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The roles that organizations promise to e-mail addresses before those people sign in. */
@ApplicationScoped
public class InvitationBook {
  private final Transactions transactions;
  private final Invitations invitations;
  private final Organizations organizations;

  InvitationBook(Transactions transactions, Invitations invitations, Organizations organizations) {
    this.transactions = transactions;
    this.invitations = invitations;
    this.organizations = organizations;
  }

  /** Promises a role, or changes the promise; false if the organization does not exist. */
  public Uni<Boolean> invite(String organization, String email, Role role) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return transactions.on(
        organization,
        organizations::load,
        owner -> invitations.put(organization, email, role, now).replaceWith(true),
        () -> false);
  }

  /** Revokes a promise; false if it does not exist. */
  public Uni<Boolean> withdraw(String organization, String email) {
    return transactions.of(organization, () -> invitations.remove(organization, email));
  }

  /** Returns the promises after an address, in the order of addresses. */
  public Uni<List<Invitation>> after(String organization, String email, int limit) {
    return transactions.of(organization, () -> invitations.after(organization, email, limit));
  }
}
