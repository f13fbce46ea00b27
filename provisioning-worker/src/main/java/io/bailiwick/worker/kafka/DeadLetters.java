package io.bailiwick.worker.kafka;

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

/** Parks records that cannot be processed, with the reason, so that later records can be. */
@ApplicationScoped
public class DeadLetters {
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
    headers.put("dead-letter-topic", topic);
    headers.put("dead-letter-reason", reason);
    RecordHeaders recordHeaders = new RecordHeaders();
    headers.forEach(
        (name, value) -> recordHeaders.add(name, value.getBytes(StandardCharsets.UTF_8)));
    OutgoingKafkaRecordMetadata<String> record =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(Topics.deadLetters(topic))
            .withKey(wire.key())
            .withHeaders(recordHeaders)
            .build();
    return Uni.createFrom()
        .deferred(() -> emitter.sendMessage(Message.of(wire.data()).addMetadata(record)))
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
        .indefinitely();
  }
}
