package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.model.StateKind;
import io.bailiwick.service.HeldState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Set;

/** The versions of an organization's identities, for a comparison with other services. */
@ApplicationScoped
class HeldIdentities implements HeldState {
  private static final int BATCH = 2_000;

  private final Transactions transactions;
  private final Organizations organizations;
  private final Identities identities;

  HeldIdentities(Transactions transactions, Organizations organizations, Identities identities) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.identities = identities;
  }

  @Override
  public Set<StateKind> kinds() {
    return EnumSet.of(StateKind.IDENTITIES);
  }

  @Override
  public Uni<Boolean> each(String organization, Seen seen) {
    return transactions
        .inPassing(organization, () -> organizations.load(organization))
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(false)
                    : after(organization, "", seen).replaceWith(true));
  }

  private Uni<Void> after(String organization, String after, Seen seen) {
    return transactions
        .inPassing(organization, () -> identities.versionsAfter(organization, after, BATCH))
        .invoke(
            found ->
                found.forEach(
                    row ->
                        seen.held(
                            StateKind.IDENTITIES,
                            row[0].toString(),
                            ((Number) row[1]).longValue())))
        .chain(
            found ->
                found.size() < BATCH
                    ? Uni.createFrom().voidItem()
                    : after(organization, found.getLast()[0].toString(), seen));
  }
}
