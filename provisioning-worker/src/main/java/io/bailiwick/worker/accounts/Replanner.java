package io.bailiwick.worker.accounts;

import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.worker.accounts.AccountBatches.Walk;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.organizations.Replanning;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
   * This runs in the background, and the organizations take turns, so that no other work waits for
   * a large one. A walk that a crash interrupts is repeated from the beginning: planning twice
   * changes nothing.
   */
  public void begin() {
    if (asked.getAndIncrement() == 0) {
      run();
    }
  }

  private void run() {
    int answered = asked.get();
    Run run = new Run();
    Multi.createBy()
        .repeating()
        .uni(() -> turn(run))
        .whilst(left -> left)
        .onItem()
        .ignoreAsUni()
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

  /** Plans some accounts of the next organization; returns whether others may be left. */
  private Uni<Boolean> turn(Run run) {
    return organizations
        .due(run.after)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(run.endRound());
              }
              Replanning due = found.get();
              run.after = due.organization();
              if (run.failed.contains(due.organization())) {
                return Uni.createFrom().item(true);
              }
              run.worked = true;
              return part(run, run.walks.computeIfAbsent(due.organization(), id -> Part.of(due)))
                  .replaceWith(true);
            });
  }

  /**
   * Plans the next accounts of an organization. A failure other than an outage is logged and does
   * not delay other organizations.
   */
  private Uni<Void> part(Run run, Part part) {
    String organization = part.due.organization();
    return batches
        .next(part.rest, AccountBatches.Mode.WRITE, batch -> failures.increment(batch.failed()))
        .invoke(rest -> run.walks.put(organization, new Part(part.due, rest)))
        .chain(
            rest ->
                rest.isAtItsEnd()
                    ? organizations.planned(part.due).invoke(() -> run.walks.remove(organization))
                    : Uni.createFrom().voidItem())
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        .recoverWithItem(
            failure -> {
              run.failed.add(organization);
              failures.increment();
              LOG.errorf(
                  "The accounts of %s cannot be planned anew: %s",
                  organization, FailureTrace.of(failure));
              return null;
            });
  }

  /** The state of a run, which goes round the organizations until none has accounts left. */
  private static final class Run {
    private final Map<String, Part> walks = new ConcurrentHashMap<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private volatile String after = "";
    private volatile boolean worked;

    /** Begins another round; returns whether the one that ends had work. */
    private boolean endRound() {
      boolean had = worked;
      after = "";
      worked = false;
      return had;
    }
  }

  /**
   * The accounts of an organization that are left in this run.
   *
   * @param due the settings when the walk began; newer ones have a walk of their own
   */
  private record Part(Replanning due, Walk rest) {
    private static Part of(Replanning due) {
      return new Part(due, Walk.of(due.organization(), due.concerned()));
    }
  }
}
