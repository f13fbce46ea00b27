package io.bailiwick.worker.accounts;

import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.database.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Compares each organization's accounts with their plan once a day, at different times. One replica
 * does it for an organization; after a crash the next comparison is that of the next day.
 */
@ApplicationScoped
public class DailyReconciliation {
  private static final Logger LOG = Logger.getLogger(DailyReconciliation.class);
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Transactions transactions;
  private final ReconciliationTable table;
  private final Reconciler reconciler;
  private final ReconciliationSettings settings;
  private final Counter failures;
  private final AtomicBoolean running = new AtomicBoolean();

  DailyReconciliation(
      Vertx vertx,
      Transactions transactions,
      ReconciliationTable table,
      Reconciler reconciler,
      ReconciliationSettings settings,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.transactions = transactions;
    this.table = table;
    this.reconciler = reconciler;
    this.settings = settings;
    this.failures =
        Counter.builder("bailiwick.reconciliation.failures")
            .description("Accounts, or whole organizations, that could not be compared")
            .register(metrics);
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    vertx.setPeriodic(LOOK.toMillis(), timer -> look());
  }

  private void look() {
    if (running.compareAndSet(false, true)) {
      run()
          .subscribe()
          .with(
              done -> running.set(false),
              failure -> {
                running.set(false);
                LOG.warnf("Accounts could not be compared now: %s", FailureTrace.of(failure));
              });
    }
  }

  /** Compares the accounts of all organizations that are due, one after another. */
  public Uni<Void> run() {
    return Multi.createBy()
        .repeating()
        .uni(this::one)
        .whilst(found -> found)
        .onItem()
        .ignoreAsUni();
  }

  /** Compares the accounts of one organization; returns whether one was due. */
  private Uni<Boolean> one() {
    return table
        .take(transactions.pool(), settings.every())
        .chain(
            due ->
                due.map(organization -> compare(organization).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  /** Compares the accounts of an organization; a failure is counted, and stops no others. */
  private Uni<Void> compare(String organization) {
    return reconciler
        .reconcile(organization, false)
        .invoke(found -> found.ifPresent(report -> failures.increment((double) report.failed())))
        .replaceWithVoid()
        .onFailure()
        .recoverWithItem(
            failure -> {
              failures.increment();
              LOG.errorf(
                  "The accounts of %s could not be compared: %s",
                  organization, FailureTrace.of(failure));
              return null;
            });
  }
}
