package io.bailiwick.worker.accounts;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.accounts.AccountTable.Planned;
import io.bailiwick.worker.database.Outbox;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.planning.AccountPlan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Applies changed settings of an organization to its existing accounts. */
@ApplicationScoped
public class Replanner {
  private static final Logger LOG = Logger.getLogger(Replanner.class);
  private static final int BATCH = 500;
  private static final int ATTEMPTS = 3;

  private final Organizations organizations;
  private final AccountTable accounts;
  private final HandleRegister handles;
  private final Outbox outbox;
  private final Counter failures;

  /** The number of requests since the last run ended. */
  private final AtomicInteger asked = new AtomicInteger();

  Replanner(
      Organizations organizations,
      AccountTable accounts,
      HandleRegister handles,
      Outbox outbox,
      MeterRegistry metrics) {
    this.organizations = organizations;
    this.accounts = accounts;
    this.handles = handles;
    this.outbox = outbox;
    this.failures = metrics.counter("bailiwick.replanning.failures");
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    begin();
  }

  /**
   * Begins to plan the accounts anew of every organization whose settings require it. This runs in
   * the background, so that no other work waits for a large organization. An interrupted run is
   * repeated from the beginning: planning twice changes nothing.
   */
  public void begin() {
    if (asked.getAndIncrement() == 0) {
      run();
    }
  }

  private void run() {
    int answered = asked.get();
    due("")
        .onFailure()
        .invoke(failure -> LOG.warnf("Planning anew waits: %s", FailureTrace.of(failure)))
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(5))
        .indefinitely()
        .subscribe()
        .with(
            done -> {
              if (asked.addAndGet(-answered) > 0) {
                run();
              }
            });
  }

  private Uni<Void> due(String after) {
    return organizations
        .due(after)
        .chain(
            found ->
                found
                    .map(settings -> whole(settings).chain(() -> due(settings.id())))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /**
   * Plans a whole organization. A failure other than an outage is logged and does not delay other
   * organizations.
   */
  private Uni<Void> whole(Organization settings) {
    return replan(settings, "")
        .chain(() -> organizations.planned(settings))
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        .recoverWithItem(
            failure -> {
              failures.increment();
              LOG.errorf(
                  "The accounts of %s cannot be planned anew: %s",
                  settings.id(), FailureTrace.of(failure));
              return null;
            });
  }

  private Uni<Void> replan(Organization settings, String after) {
    return organizations
        .under(
            settings.id(),
            (connection, present) ->
                isStill(settings, present)
                    ? batch(connection, settings, after)
                    : Uni.createFrom().item(List.<AccountTable.Known>of()))
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        // Another account may have received the same handle meanwhile.
        .retry()
        .withBackOff(Duration.ofMillis(100))
        .atMost(ATTEMPTS)
        .chain(
            batch ->
                batch.size() < BATCH
                    ? Uni.createFrom().voidItem()
                    : replan(settings, batch.getLast().account().id()));
  }

  // INVARIANT: no account is planned under settings that newer ones have replaced. The caller that
  // keeps the newer ones plans under them.
  private static boolean isStill(Organization settings, Optional<Organization> present) {
    return present.filter(known -> known.version() == settings.version()).isPresent();
  }

  private Uni<List<AccountTable.Known>> batch(
      SqlConnection connection, Organization settings, String after) {
    return accounts
        .lockAfter(connection, settings.id(), after, BATCH)
        .chain(
            batch ->
                handles
                    .give(connection, settings.handles(), withoutHandle(batch))
                    .chain(given -> replan(connection, settings, batch, given))
                    .replaceWith(batch));
  }

  private static List<Identity> withoutHandle(List<AccountTable.Known> batch) {
    return batch.stream()
        .filter(known -> AccountPlan.needsHandle(Optional.of(known.account()), known.identity()))
        .map(AccountTable.Known::identity)
        .toList();
  }

  // INVARIANT: accounts and events are written in the caller's transaction.
  private Uni<Void> replan(
      SqlConnection connection,
      Organization settings,
      List<AccountTable.Known> batch,
      Map<String, String> given) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<Planned> changed = new ArrayList<>();
    List<OutboxEntry> entries = new ArrayList<>();
    for (AccountTable.Known known : batch) {
      Optional<AccountEvent> event =
          AccountPlan.replan(
              known.account(),
              known.identity(),
              settings,
              Optional.ofNullable(given.get(known.account().id())),
              now);
      event.ifPresent(
          updated -> {
            changed.add(new Planned(updated, known.identity()));
            entries.add(outbox.entry(Topics.ACCOUNTS, updated, Optional.empty()));
          });
    }
    return changed.isEmpty()
        ? Uni.createFrom().voidItem()
        : accounts.replace(connection, changed).chain(() -> outbox.add(connection, entries));
  }
}
