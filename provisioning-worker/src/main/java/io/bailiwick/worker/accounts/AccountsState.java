package io.bailiwick.worker.accounts;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.StateKind;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.OutboxRoom;
import io.bailiwick.outbox.OwnedState;
import io.bailiwick.outbox.TopicState;
import io.bailiwick.service.HeldState;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.database.Transactions;
import io.bailiwick.worker.organizations.Organizations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts as a state: what the worker's topic holds of them, and the versions for a comparison
 * with other services.
 */
@ApplicationScoped
class AccountsState implements TopicState, OwnedState, HeldState {
  private static final int BATCH = 500;
  private static final int VERSIONS = 2_000;

  private final Transactions transactions;
  private final Organizations organizations;
  private final AccountTable accounts;
  private final Outbox outbox;
  private final OutboxRoom room;

  AccountsState(
      Transactions transactions,
      Organizations organizations,
      AccountTable accounts,
      Outbox outbox,
      OutboxRoom room) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.accounts = accounts;
    this.outbox = outbox;
    this.room = room;
  }

  @Override
  public Uni<Void> publishAgain(String topic) {
    return organizations
        .ids()
        .chain(
            ids -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (String organization : ids) {
                all = all.chain(() -> after(organization, ""));
              }
              return all;
            });
  }

  private Uni<Void> after(String organization, String after) {
    return room.await()
        .chain(() -> batch(organization, after))
        .chain(
            (List<Account> found) ->
                found.size() < BATCH
                    ? Uni.createFrom().voidItem()
                    : after(organization, found.getLast().id()));
  }

  private Uni<List<Account>> batch(String organization, String after) {
    return transactions.publishing(
        organization,
        connection ->
            accounts
                .allAfter(connection, organization, after, BATCH)
                .call(found -> outbox.add(connection, found.stream().map(this::entry).toList())));
  }

  @Override
  public Uni<Integer> publishAgain(String organization, Collection<String> ids) {
    return room.await()
        .chain(
            () ->
                transactions.publishing(
                    organization,
                    connection ->
                        accounts
                            .lock(connection, ids)
                            .call(
                                found ->
                                    outbox.add(
                                        connection,
                                        found.values().stream().map(this::entry).toList()))
                            .map(found -> found.size())));
  }

  @Override
  public Set<StateKind> kinds() {
    return EnumSet.allOf(StateKind.class);
  }

  @Override
  public Uni<Boolean> each(String organization, Seen seen) {
    return versionsAfter(organization, "", seen);
  }

  private Uni<Boolean> versionsAfter(String organization, String after, Seen seen) {
    return transactions
        .of(organization, in -> accounts.versionsAfter(in, organization, after, VERSIONS))
        .invoke(found -> found.forEach(one -> one.tell(seen)))
        .chain(
            found ->
                found.size() < VERSIONS
                    ? Uni.createFrom().item(true)
                    : versionsAfter(organization, found.getLast().id(), seen));
  }

  private OutboxEntry entry(Account account) {
    AccountEvent event =
        account.status() == AccountStatus.DEPROVISIONED
            ? new AccountEvent.Deprovisioned(account)
            : new AccountEvent.Updated(account);
    return outbox.entry(Topics.ACCOUNTS, event, Optional.empty());
  }
}
