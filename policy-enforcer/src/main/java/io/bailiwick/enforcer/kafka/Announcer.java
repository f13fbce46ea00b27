package io.bailiwick.enforcer.kafka;

import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.event.Announcement;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.WireRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Announces this enforcer to the gateway, and how much it has applied. So the gateway can say when
 * all enforcers deny a deactivated person.
 *
 * <p>The first announcement belongs to becoming ready. Later ones come from a thread of their own,
 * and a failure of one affects no check.
 */
@ApplicationScoped
class Announcer {
  private static final Logger LOG = Logger.getLogger(Announcer.class);
  private static final int PARTITION = 0;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(1);
  private static final int SECONDS_FOR_ONE = 5;

  private final Progress progress;
  private final Map<String, Object> config;
  private final String instance = instance();
  private @Nullable KafkaProducer<String, byte[]> producer;
  private boolean announced;
  private volatile boolean stopped;
  private volatile boolean failing;

  Announcer(
      Progress progress, @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this.progress = progress;
    this.config = new HashMap<>(clientConfig);
    config.put("client.id", "policy-enforcer-announcer");
    config.put("acks", "all");
    config.put("linger.ms", 0);
    config.put("max.block.ms", 3000);
    config.put("request.timeout.ms", 2000);
    config.put("delivery.timeout.ms", 4000);
    config.put("reconnect.backoff.max.ms", 500);
  }

  /** Returns a name that no other start of an enforcer has. */
  private static String instance() {
    String host =
        Optional.ofNullable(System.getenv("HOSTNAME"))
            .filter(name -> name.matches("[A-Za-z0-9.-]{1,64}"))
            .orElse("policy-enforcer");
    return host + "-" + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
  }

  // INVARIANT: the broker has the first announcement before the first check is answered. Otherwise
  // the gateway would call a change enforced without this enforcer.
  /**
   * Announces the enforcer for the first time, and waits until the broker has the announcement.
   *
   * @return whether it has; later calls return true at once
   */
  boolean isAnnounced() throws InterruptedException {
    if (announced) {
      return true;
    }
    try {
      send(false).get(SECONDS_FOR_ONE, TimeUnit.SECONDS);
      announced = true;
      Thread.ofPlatform().name("announcer").daemon().start(this::run);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      failed(e);
    }
    return announced;
  }

  private void run() {
    Instant told = progress.gatewayAsOf();
    Instant again = Instant.now().plus(AT_LEAST_EVERY);
    while (!stopped) {
      try {
        Thread.sleep(LOOK);
        if (progress.gatewayAsOf().isAfter(told) || Instant.now().isAfter(again)) {
          told = progress.gatewayAsOf();
          again = Instant.now().plus(AT_LEAST_EVERY);
          announce();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  /** Sends an announcement without waiting for it: the next one replaces it. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void announce() {
    send(false);
  }

  private synchronized Future<RecordMetadata> send(boolean stopping) {
    if (producer == null) {
      producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
    Instant asOf = progress.gatewayAsOf();
    WireEvent wire =
        EventCodec.encode(
            new Announcement(
                instance,
                Instant.now(),
                asOf.isBefore(Instant.EPOCH) ? Instant.EPOCH : asOf,
                progress.denyAfter(),
                stopping),
            "/policy-enforcer");
    return producer.send(
        WireRecords.record(Topics.ENFORCERS, PARTITION, null, wire),
        (sent, failure) -> {
          if (failure != null) {
            failed(failure);
          } else {
            failing = false;
          }
        });
  }

  private void failed(Throwable failure) {
    if (!failing && !stopped) {
      LOG.warnf("The gateway does not hear of this enforcer: %s", FailureTrace.of(failure));
    }
    failing = true;
  }

  // INVARIANT: the last announcement comes after the last answer. Quarkus closes the HTTP server
  // before it reports the shutdown.
  void onStop(@Observes ShutdownEvent event) {
    stopped = true;
    try {
      sayGoodbye();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The gateway does not hear that this enforcer stops", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void sayGoodbye()
      throws InterruptedException, ExecutionException, TimeoutException {
    if (producer == null) {
      return;
    }
    try {
      send(true).get(2, TimeUnit.SECONDS);
    } finally {
      producer.close(Duration.ZERO);
    }
  }
}
