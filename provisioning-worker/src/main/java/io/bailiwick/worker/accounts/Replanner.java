package io.bailiwick.worker.accounts;

import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.organizations.Replanning;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Applies changed settings of an organization to the existing accounts that they concern. */
@ApplicationScoped
public class Replanner {
  private static final Logger LOG = Logger.getLogger(Replanner.class);
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Organizations organizations;
  private final AccountBatches batches;
  private final Counter failures;

  /** The number of requests since the last run ended. */
  private final AtomicInteger asked = new AtomicInteger();

  Replanner(
      Vertx vertx, Organizations organizations, AccountBatches batches, MeterRegistry metrics) {
    this.vertx = vertx;
    this.organizations = organizations;
    this.batches = batches;
    this.failures = metrics.counter("bailiwick.replanning.failures");
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    begin();
    // Another replica may have ended in the middle of a run, or a run may have failed.
    vertx.setPeriodic(LOOK.toMillis(), timer -> begin());
  }

  /**
   * Begins to plan the concerned accounts anew of every organization whose settings require it.
   * This runs in the background, so that no other work waits for a large organization. An
   * interrupted run is repeated from the beginning: planning twice changes nothing.
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
                    .map(due -> whole(due).chain(() -> due(due.organization())))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /**
   * Plans the concerned accounts of an organization. A failure other than an outage is logged and
   * does not delay other organizations.
   */
  private Uni<Void> whole(Replanning due) {
    return batches
        .each(
            due.organization(),
            due.concerned(),
            AccountBatches.Mode.WRITE,
            batch -> failures.increment(batch.failed()))
        .chain(() -> organizations.planned(due))
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        .recoverWithItem(
            failure -> {
              failures.increment();
              LOG.errorf(
                  "The accounts of %s cannot be planned anew: %s",
                  due.organization(), FailureTrace.of(failure));
              return null;
            });
  }
}
