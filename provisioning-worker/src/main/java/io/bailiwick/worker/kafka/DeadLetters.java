package io.bailiwick.worker.kafka;

import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.outbox.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Parks what cannot be processed, with the reason, so that what follows it can be. */
@ApplicationScoped
public class DeadLetters {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final EventPublisher publisher;
  private final MeterRegistry metrics;

  DeadLetters(EventPublisher publisher, MeterRegistry metrics) {
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /** Parks a record on the topic's {@code .dlq}; does not end before the broker has it. */
  public Uni<Void> park(String topic, WireEvent wire, String reason) {
    metrics.counter("bailiwick.dead.letters", "topic", topic).increment();
    LOG.errorf(
        "A record of %s cannot be processed and is parked: key %s, %s", topic, wire.key(), reason);
    Map<String, String> headers = new TreeMap<>(wire.headers());
    headers.put("dead-letter-topic", topic);
    headers.put("dead-letter-reason", reason);
    WireEvent parked = new WireEvent(wire.key(), headers, wire.data());
    return publisher
        .send(Topics.deadLetters(topic), parked)
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
        .indefinitely();
  }
}
