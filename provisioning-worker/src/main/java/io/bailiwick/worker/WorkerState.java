package io.bailiwick.worker;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.OutboxRoom;
import io.bailiwick.outbox.OutboxSignal;
import io.bailiwick.outbox.TopicState;
import io.bailiwick.worker.postgres.AccountTable;
import io.bailiwick.worker.postgres.OrganizationTable;
import io.bailiwick.worker.postgres.OutboxRows;
import io.bailiwick.worker.postgres.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The state that the worker's topic holds: the accounts, organization by organization. */
@ApplicationScoped
class WorkerState implements TopicState {
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final OrganizationTable organizations;
  private final AccountTable accounts;
  private final OutboxRows outbox;
  private final OutboxRoom room;
  private final OutboxSignal signal;
  private final String source;

  WorkerState(
      Transactions transactions,
      OrganizationTable organizations,
      AccountTable accounts,
      OutboxRows outbox,
      OutboxRoom room,
      OutboxSignal signal,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.accounts = accounts;
    this.outbox = outbox;
    this.room = room;
    this.signal = signal;
    this.source = "/" + application;
  }

  @Override
  public Uni<Void> publishAgain(String topic) {
    return organizations
        .ids(transactions.pool())
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
        .invoke(signal::committed)
        .chain(
            (List<Account> found) ->
                found.size() < BATCH
                    ? Uni.createFrom().voidItem()
                    : after(organization, found.getLast().id()));
  }

  private Uni<List<Account>> batch(String organization, String after) {
    return transactions.of(
        organization,
        connection ->
            accounts
                .allAfter(connection, organization, after, BATCH)
                .call(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : outbox.add(connection, found.stream().map(this::entry).toList())));
  }

  private OutboxEntry entry(Account account) {
    AccountEvent event =
        account.status() == AccountStatus.DEPROVISIONED
            ? new AccountEvent.Deprovisioned(account)
            : new AccountEvent.Updated(account);
    return OutboxEntry.of(Topics.ACCOUNTS, event, source, Optional.empty());
  }
}
