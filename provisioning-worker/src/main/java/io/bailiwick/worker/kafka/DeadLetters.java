package io.bailiwick.worker.kafka;

import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.outbox.EventPublisher;
import io.micrometer.core.instrument.Counter;
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
    // There from the start, so that an alarm sees the first one come.
    counter(Topics.IDENTITIES);
    counter(Topics.ORGANIZATIONS);
  }

  private Counter counter(String topic) {
    return metrics.counter("bailiwick.dead.letters", "topic", topic);
  }

  /** Parks a record on the topic's {@code .dlq}; does not end before the broker has it. */
  public Uni<Void> park(String topic, WireEvent wire, String reason) {
    counter(topic).increment();
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
