package io.bailiwick.gateway.directory;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.model.Account;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Intake;
import io.bailiwick.service.WireRecords;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads the handles that the provisioning worker has given; tokens state them. Unreadable records
 * are skipped: a token without a handle says less, but nothing wrong.
 */
@ApplicationScoped
class AccountsConsumer {
  private static final Logger LOG = Logger.getLogger(AccountsConsumer.class);

  private final Transactions transactions;
  private final AccountHandles handles;

  AccountsConsumer(Transactions transactions, AccountHandles handles) {
    this.transactions = transactions;
    this.handles = handles;
  }

  @Incoming("accounts")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    Map<String, List<Account>> byOrganization = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      switch (Intake.of(WireRecords.of(record), AccountEvent.class)) {
        case Intake.Wanted<AccountEvent> wanted ->
            byOrganization
                .computeIfAbsent(wanted.event().organization(), id -> new ArrayList<>())
                .add(wanted.event().account());
        case Intake.Poison<AccountEvent> bad ->
            LOG.errorf("A record of accounts is passed over: %s", bad.reason());
        case Intake.Passed<AccountEvent> _ -> {}
      }
    }
    return Multi.createFrom()
        .iterable(byOrganization.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            group -> keep(group.getKey(), group.getValue()).replaceWith(group))
        .onItem()
        .ignoreAsUni();
  }

  private Uni<Void> keep(String organization, List<Account> accounts) {
    return transactions
        .inPassing(organization, () -> handles.keepNewer(accounts))
        .onFailure(DatabaseFailures::isOutage)
        .invoke(failure -> LOG.warnf("Waiting for PostgreSQL: %s", failure.getClass().getName()))
        .onFailure(DatabaseFailures::isOutage)
        .retry()
        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(5))
        .indefinitely()
        .onFailure()
        .invoke(failure -> LOG.errorf("Handles are not kept: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull();
  }
}
