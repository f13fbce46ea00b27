package io.bailiwick.enforcer.log;

import io.bailiwick.enforcer.settings.DecisionLogSettings;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.WireRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the decision log to Kafka, on one thread of every replica. It takes a part of the setting
 * {@code rate} at a time, so a flood of decisions costs the checks no more than that rate does.
 */
@Singleton
class DecisionWriter {
  private static final Logger LOG = Logger.getLogger(DecisionWriter.class);
  private static final String SOURCE = "/policy-enforcer";
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final DecisionLog log;
  private final DecisionLogSettings settings;
  private final Supplier<Producer<String, byte[]>> kafka;
  private volatile boolean stopping;
  private @Nullable Thread thread;
  private long said;
  private long saidAt = System.nanoTime() - SAY_AGAIN.toNanos();

  @Inject
  DecisionWriter(
      DecisionLog log,
      DecisionLogSettings settings,
      @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this(log, settings, () -> producer(clientConfig));
  }

  DecisionWriter(
      DecisionLog log, DecisionLogSettings settings, Supplier<Producer<String, byte[]>> kafka) {
    this.log = log;
    this.settings = settings;
    this.kafka = kafka;
    if (settings.rate() < 10) {
      throw new ConfigurationException("bailiwick.enforcer.decision-log.rate must be 10 or more");
    }
  }

  /**
   * Opens a producer. It waits for all replicas of the broker, which delays no check, and so that
   * it may retry without changing the order. Its memory and its patience are bounded.
   */
  private static Producer<String, byte[]> producer(Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("client.id", "policy-enforcer-decisions");
    config.put("acks", "all");
    config.put("linger.ms", 100);
    config.put("batch.size", 64 << 10);
    config.put("compression.type", "lz4");
    config.put("buffer.memory", 8 << 20);
    config.put("max.block.ms", 1000);
    config.put("request.timeout.ms", 10_000);
    config.put("delivery.timeout.ms", 60_000);
    config.put("reconnect.backoff.max.ms", 5000);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.enabled()) {
      thread = Thread.ofPlatform().name("decision-log").daemon().start(this::run);
    }
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    if (thread != null) {
      thread.join(LAST_WORDS.plus(LAST_WORDS));
    }
  }

  private void run() {
    while (!stopping) {
      try {
        writeBy(kafka.get());
      } catch (Throwable e) {
        LOG.errorf("The decision log goes on in a moment: %s", FailureTrace.of(e));
        pause();
      }
    }
  }

  /** Writes until the service stops or a failure; then closes the producer in bounded time. */
  private void writeBy(Producer<String, byte[]> producer) throws InterruptedException {
    try {
      while (!stopping) {
        write(producer);
        Thread.sleep(TICK);
      }
      log.drain(DecisionLog.CAPACITY, made -> send(producer, made));
    } finally {
      producer.close(LAST_WORDS);
    }
  }

  /** Sends what may be sent in one tick. */
  void write(Producer<String, byte[]> producer) {
    log.drain((int) (settings.rate() * TICK.toMillis() / 1000), made -> send(producer, made));
    tellOfDropped();
  }

  // The callback counts what the future would say.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(Producer<String, byte[]> producer, MadeDecision made) {
    try {
      producer.send(
          WireRecords.record(
              Topics.DECISIONS, null, made.at(), EventCodec.encode(made.event(), SOURCE)),
          (metadata, failure) -> {
            if (failure == null) {
              log.written();
            } else {
              log.refused();
            }
          });
    } catch (RuntimeException e) {
      log.refused();
      throw e;
    }
    tellOfDropped();
  }

  /** Says at most once a minute that decisions are missing in the log. */
  private void tellOfDropped() {
    long dropped = log.countDropped();
    if (dropped > said && System.nanoTime() - saidAt >= SAY_AGAIN.toNanos()) {
      LOG.warnf(
          "%d decisions are missing in the decision log; %d since the start",
          dropped - said, dropped);
      said = dropped;
      saidAt = System.nanoTime();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
