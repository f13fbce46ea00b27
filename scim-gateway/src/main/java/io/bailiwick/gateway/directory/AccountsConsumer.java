package io.bailiwick.gateway.directory;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.model.Account;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.IntakeBatch;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
    IntakeBatch<AccountEvent> batch = IntakeBatch.of(records, AccountEvent.class);
    batch
        .poison()
        .forEach(bad -> LOG.errorf("A record of accounts is passed over: %s", bad.reason()));
    return batch.eachOrganization(
        (organization, wanted) ->
            keep(organization, wanted.stream().map(one -> one.event().account()).toList()));
  }

  private Uni<Void> keep(String organization, List<Account> accounts) {
    return DatabaseFailures.outlast(
            transactions.inPassing(organization, () -> handles.keepNewer(accounts)), LOG)
        .onFailure()
        .invoke(failure -> LOG.errorf("Handles are not kept: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull();
  }
}
