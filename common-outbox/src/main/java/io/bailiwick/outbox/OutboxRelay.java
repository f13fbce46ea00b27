package io.bailiwick.outbox;

import io.bailiwick.outbox.OutboxTable.Round;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Topology;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Publishes what stands in the outbox, in commit order, on one thread of one replica.
 *
 * <p>A round that fails is repeated as a whole: records may come twice, never be lost; whoever
 * consumes them applies newer versions only. A heartbeat goes out only when nothing that was
 * committed is left, so that it never claims more than was published.
 */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final OutboxTable table;
  private final EventPublisher publisher;
  private final OutboxSettings settings;
  private final Topology topology;
  private final Counter published;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;
  private volatile Instant oldestWaiting = Instant.MAX;
  private Instant lastHeartbeat = Instant.MIN;
  private boolean failing;

  OutboxRelay(
      OutboxTable table,
      EventPublisher publisher,
      OutboxSettings settings,
      Topology topology,
      MeterRegistry metrics) {
    this.table = table;
    this.publisher = publisher;
    this.settings = settings;
    this.topology = topology;
    this.published = metrics.counter("bailiwick.outbox.published");
    Gauge.builder("bailiwick.outbox.age", this, OutboxRelay::ageInSeconds)
        .description("Age of the oldest event that waits to be published")
        .baseUnit("seconds")
        .register(metrics);
  }

  // INVARIANT: after the channels are open, or the first rounds would fail.
  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    table.onNotification(this::wakeUp);
    Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    wakeUp();
  }

  private void wakeUp() {
    wake.release();
  }

  private void run() {
    while (!stopping) {
      try {
        Round round = table.round(settings.batchSize(), publisher).await().indefinitely();
        finished(round);
        if (!round.more()) {
          sleep(settings.pollInterval());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void finished(Round round) {
    published.increment(round.published());
    oldestWaiting = round.oldestWaiting().orElse(Instant.MAX);
    if (failing) {
      LOG.info("The outbox is being published again");
      failing = false;
    }
    round.drainedAsOf().ifPresent(this::beat);
  }

  private void beat(Instant asOf) {
    if (asOf.isAfter(lastHeartbeat.plus(settings.heartbeatInterval()))) {
      publisher.heartbeats(topology, asOf).await().indefinitely();
      lastHeartbeat = asOf;
    }
  }

  private void failed(RuntimeException e) {
    if (oldestWaiting.equals(Instant.MAX)) {
      oldestWaiting = Instant.now();
    }
    if (!failing && !stopping) {
      LOG.warnf("The outbox waits, its events cannot be published now: %s", FailureTrace.of(e));
      failing = true;
    }
    try {
      sleep(AFTER_FAILURE);
    } catch (InterruptedException interrupted) {
      stopping = true;
    }
  }

  private void sleep(Duration atMost) throws InterruptedException {
    if (wake.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }

  private double ageInSeconds() {
    Instant oldest = oldestWaiting;
    return oldest.equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(oldest, Instant.now()).toMillis() / 1000.0);
  }
}
