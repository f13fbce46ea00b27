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
import org.jspecify.annotations.Nullable;

/**
 * Publishes what stands in the outbox, in commit order, on one thread of one replica.
 *
 * <p>A round that fails is repeated as a whole: records may come twice, never be lost; whoever
 * consumes them applies newer versions only. A heartbeat says as of when all that was committed is
 * published, and never claims more.
 */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /** When something waits for a transaction that still runs: nobody will tell when it has ended. */
  private static final Duration SOON = Duration.ofMillis(10);

  private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);
  private static final Duration ROUNDS_ARE_SELDOM = Duration.ofSeconds(5);

  private final OutboxTable table;
  private final EventPublisher publisher;
  private final OutboxSettings settings;
  private final Topology topology;
  private final Counter published;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;
  private volatile Instant oldestWaiting = Instant.MAX;
  private volatile Instant lastRound = Instant.now();
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
    thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    wakeUp();
  }

  boolean isAlive() {
    Thread relay = thread;
    return relay != null && relay.isAlive();
  }

  private void wakeUp() {
    wake.release();
  }

  private void run() {
    while (!stopping) {
      try {
        Round round = table.round(settings.batchSize(), publisher).await().atMost(LONGEST_ROUND);
        finished(round);
        if (!round.more()) {
          sleep(round.oldestWaiting().isPresent() ? SOON : settings.pollInterval());
        }
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  private void finished(Round round) {
    published.increment(round.published());
    lastRound = Instant.now();
    oldestWaiting = round.oldestWaiting().orElse(Instant.MAX);
    if (failing) {
      LOG.info("The outbox is being published again");
      failing = false;
    }
    round.publishedAsOf().ifPresent(this::beat);
  }

  private void beat(Instant asOf) {
    if (asOf.isAfter(lastHeartbeat.plus(settings.heartbeatInterval()))) {
      publisher.heartbeats(topology.owned(), asOf).await().atMost(LONGEST_ROUND);
      lastHeartbeat = asOf;
    }
  }

  private void failed(Throwable e) {
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
    Instant now = Instant.now();
    Instant known = lastRound.plus(ROUNDS_ARE_SELDOM).isBefore(now) ? lastRound : Instant.MAX;
    Instant oldest = oldestWaiting.isBefore(known) ? oldestWaiting : known;
    return oldest.equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0);
  }
}
