package io.bailiwick.worker.parked;

import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Parks records that cannot be processed, with the reason, so that later records can be; and sends
 * them again.
 */
@ApplicationScoped
public class DeadLetters {
  /** The header with the reason why a record could not be processed. */
  static final String REASON = "dead-letter-reason";

  private static final String TOPIC = "dead-letter-topic";
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final MutinyEmitter<byte[]> emitter;
  private final MeterRegistry metrics;

  DeadLetters(
      @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter,
      MeterRegistry metrics) {
    this.emitter = emitter;
    this.metrics = metrics;
    // The counter exists from the start, so that an alarm notices the first record.
    counter(Topics.IDENTITIES);
    counter(Topics.ORGANIZATIONS);
    counter(Topics.AUDIT);
  }

  private Counter counter(String topic) {
    return metrics.counter("bailiwick.dead.letters", "topic", topic);
  }

  /** Parks a record on the topic's {@code .dlq}; completes when the broker has acknowledged it. */
  public Uni<Void> park(String topic, WireEvent wire, String reason) {
    counter(topic).increment();
    LOG.errorf(
        "A record of %s cannot be processed and is parked: key %s, %s", topic, wire.key(), reason);
    Map<String, String> headers = new TreeMap<>(wire.headers());
    headers.put(TOPIC, topic);
    headers.put(REASON, reason);
    WireEvent parked = new WireEvent(wire.key(), headers, wire.data());
    return Uni.createFrom()
        .deferred(() -> send(Topics.deadLetters(topic), parked))
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
        .indefinitely();
  }

  /**
   * Sends a parked record again, to the topic for another attempt; completes when the broker has
   * acknowledged it.
   */
  Uni<Void> redrive(String topic, WireEvent wire) {
    Map<String, String> headers = new TreeMap<>(wire.headers());
    headers.remove(TOPIC);
    headers.remove(REASON);
    return Uni.createFrom()
        .deferred(
            () -> send(Topics.retries(topic), new WireEvent(wire.key(), headers, wire.data())));
  }

  private Uni<Void> send(String topic, WireEvent wire) {
    RecordHeaders headers = new RecordHeaders();
    wire.headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    OutgoingKafkaRecordMetadata<String> record =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(topic)
            .withKey(wire.key())
            .withHeaders(headers)
            .build();
    return emitter.sendMessage(Message.of(wire.data()).addMetadata(record));
  }
}
