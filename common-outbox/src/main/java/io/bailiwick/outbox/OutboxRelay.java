package io.bailiwick.outbox;

import io.bailiwick.outbox.OutboxConnection.Rest;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Topology;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the entries of the outbox, the versions of each key in order, on one thread of one
 * replica. That replica holds the database's advisory lock and has fenced the previous producer.
 *
 * <p>Rows are removed after the broker's acknowledgement. After a failure records may be repeated
 * but never lost, and consumers apply only newer versions. A heartbeat states the time up to which
 * everything committed is published and the number of keys, and never more than that.
 */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /**
   * The time from the start of a round to the start of the next. Events of that time share one
   * transaction, which costs broker and consumers more than its records. The first event after a
   * rest does not wait.
   */
  private static final Duration PACE = Duration.ofMillis(20);

  /** The wait after a round in multiples of its duration, so that slow rounds publish more. */
  private static final int ROUNDS_OF_REST = 3;

  /** The longest wait, so that a slow round does not delay a deactivation. */
  private static final Duration LONGEST_REST = Duration.ofMillis(200);

  private static final Duration LEAST_BETWEEN_HEARTBEATS = Duration.ofMillis(100);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

  private static final Duration ROUNDS_ARE_SELDOM = Duration.ofSeconds(5);

  private final OutboxSettings settings;
  private final Topology topology;
  private final Map<String, Object> kafka;
  private final String service;
  private final Republication republication;
  private final Database database;
  private final Counter published;
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;
  private volatile Instant oldestWaiting = Instant.MAX;
  private volatile Instant lastRound = Instant.now();
  private volatile boolean leading;
  private boolean failing;

  OutboxRelay(
      OutboxSettings settings,
      Topology topology,
      Republication republication,
      MeterRegistry metrics,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "quarkus.application.name") String service,
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.settings = settings;
    this.topology = topology;
    this.republication = republication;
    this.kafka = kafka;
    this.service = service;
    this.database = new Database(url, user, password);
    this.published = metrics.counter("bailiwick.outbox.published");
    Gauge.builder("bailiwick.outbox.age", this, OutboxRelay::ageInSeconds)
        .description("Age of the oldest event that waits to be published")
        .baseUnit("seconds")
        .register(metrics);
    Gauge.builder("bailiwick.outbox.leader", this, relay -> relay.leading ? 1 : 0)
        .description("1 if this replica publishes the outbox; one of all replicas does")
        .register(metrics);
  }

  // INVARIANT: runs after tables and topics exist, or the first rounds would fail.
  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
  }

  // The lock is free when this returns, so that another replica leads at once.
  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    Thread relay = thread;
    try {
      if (relay != null) {
        relay.join(LONGEST_STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAlive() {
    Thread relay = thread;
    return relay != null && relay.isAlive();
  }

  private void run() {
    while (!stopping) {
      try {
        if (!leads()) {
          Thread.sleep(settings.heartbeatInterval());
        }
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  /** Leads until a round fails or the service stops; returns false if another replica leads. */
  private boolean leads()
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    try (OutboxConnection outbox = database.open()) {
      leading = outbox.lead();
      if (leading) {
        lead(outbox);
        return true;
      }
      // Each replica reports the age, because a leader that hangs reports nothing.
      oldestWaiting = outbox.rest().oldest().orElse(Instant.MAX);
      lastRound = Instant.now();
      failing = false;
      return false;
    } finally {
      leading = false;
    }
  }

  private void lead(OutboxConnection outbox)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    try (OutboxProducer producer = new OutboxProducer(kafka, service);
        KeyCounts keys = database.keys(settings.keyCountInterval())) {
      republication.begin();
      Instant nextHeartbeat = Instant.MIN;
      while (!stopping) {
        long began = System.nanoTime();
        boolean more = round(outbox, producer);
        long worked = System.nanoTime() - began;
        long rest = Math.clamp(ROUNDS_OF_REST * worked, PACE.toNanos(), LONGEST_REST.toNanos());
        if (!Instant.now().isBefore(nextHeartbeat)) {
          beat(outbox.rest(), producer, keys);
          nextHeartbeat = Instant.now().plus(settings.heartbeatInterval());
        }
        if (!more) {
          if (outbox.awaitEntries(settings.pollInterval())) {
            nextHeartbeat = soon(nextHeartbeat);
          }
          Thread.sleep(Duration.ofNanos(rest).minusNanos(System.nanoTime() - began));
        }
      }
    }
  }

  /** Returns the time of heartbeats that are asked for; many requests for them have few. */
  private Instant soon(Instant planned) {
    Instant soonest = planned.minus(settings.heartbeatInterval()).plus(LEAST_BETWEEN_HEARTBEATS);
    return soonest.isBefore(planned) ? soonest : planned;
  }

  private boolean round(OutboxConnection outbox, OutboxProducer producer) throws SQLException {
    List<OutboxEntry.Stored> entries = outbox.next(settings.batchSize());
    if (!entries.isEmpty()) {
      producer.publish(entries);
      outbox.remove(entries);
      published.increment(entries.size());
    }
    lastRound = Instant.now();
    return entries.size() == settings.batchSize();
  }

  private void beat(Rest rest, OutboxProducer producer, KeyCounts keys) {
    List<String> topics = topology.owned().stream().filter(republication::isComplete).toList();
    producer.heartbeats(topics, rest.publishedAsOf(), keys.promised(rest.first()));
    oldestWaiting = rest.oldest().orElse(Instant.MAX);
    if (failing) {
      LOG.info("The outbox is being published again");
      failing = false;
    }
  }

  private void failed(Throwable e) {
    if (!failing && !stopping) {
      LOG.warnf("The outbox waits, its events cannot be published now: %s", FailureTrace.of(e));
      failing = true;
    }
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException interrupted) {
      stopping = true;
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

  /** The database of the outbox. */
  private record Database(String url, String user, String password) {
    OutboxConnection open() throws SQLException {
      return OutboxConnection.open(url, user, password);
    }

    KeyCounts keys(Duration interval) {
      return new KeyCounts(url, user, password, interval);
    }

    @Override
    public String toString() {
      return url;
    }
  }
}
