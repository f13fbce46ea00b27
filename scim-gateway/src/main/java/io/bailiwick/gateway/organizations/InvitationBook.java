package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Invitations.Invitation;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.model.Role;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The roles that organizations promise to e-mail addresses before those people sign in. */
@ApplicationScoped
public class InvitationBook {
  private final Transactions transactions;
  private final Invitations invitations;
  private final Organizations organizations;
  private final Outbox outbox;

  InvitationBook(
      Transactions transactions,
      Invitations invitations,
      Organizations organizations,
      Outbox outbox) {
    this.outbox = outbox;
    this.transactions = transactions;
    this.invitations = invitations;
    this.organizations = organizations;
  }

  /** Promises a role, or changes the promise; false if the organization does not exist. */
  public Uni<Boolean> invite(String organization, String email, Role role) {
    Instant now = StoredTime.now();
    return transactions.on(
        organization,
        organizations::load,
        owner ->
            present(organization, email)
                .chain(
                    known ->
                        invitations
                            .put(organization, email, role, now)
                            .chain(() -> audit(organization, email, known, Optional.of(role))))
                .replaceWith(true),
        () -> false);
  }

  /** Revokes a promise; false if it does not exist. */
  public Uni<Boolean> withdraw(String organization, String email) {
    return transactions.of(
        organization,
        () ->
            present(organization, email)
                .chain(
                    known ->
                        invitations
                            .remove(organization, email)
                            .call(() -> audit(organization, email, known, Optional.empty()))));
  }

  // INVARIANT: the promise is read when no other transaction can change it any more, so the entries
  // of the audit log follow each other.
  private Uni<Optional<Role>> present(String organization, String email) {
    return transactions
        .claim(organization, "invitation/" + Folding.key(email))
        .chain(() -> invitations.role(organization, Optional.of(email)));
  }

  private Uni<Void> audit(
      String organization, String email, Optional<Role> before, Optional<Role> after) {
    return outbox.audit(
        organization,
        after.isPresent() ? "invitation.made" : "invitation.withdrawn",
        new Target("invitation", email),
        before.map(Promise::new),
        after.map(Promise::new));
  }

  /** The audited part of an invitation. */
  private record Promise(Role role) {}

  /** Returns the promises after an address, in the order of addresses. */
  public Uni<List<Invitation>> after(String organization, String email, int limit) {
    return transactions.of(organization, () -> invitations.after(organization, email, limit));
  }
}
