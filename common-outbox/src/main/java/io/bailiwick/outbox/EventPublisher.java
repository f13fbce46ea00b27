package io.bailiwick.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Sends wire events to Kafka; each answer comes with the broker's acknowledgement. */
@ApplicationScoped
public class EventPublisher {
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final MutinyEmitter<byte[]> emitter;
  private final KafkaClientService clients;
  private final String source;

  EventPublisher(
      @Channel("outbox") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter,
      KafkaClientService clients,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.emitter = emitter;
    this.clients = clients;
    this.source = "/" + application;
  }

  /** Sends entries in their order; done when the broker has acknowledged all of them. */
  Uni<Void> publish(List<OutboxEntry> entries) {
    List<Uni<Void>> acknowledgements = new ArrayList<>(entries.size());
    for (OutboxEntry entry : entries) {
      acknowledgements.add(
          send(entry.topic(), -1, entry.key(), headers(entry.headers()), entry.payload()));
    }
    return all(acknowledgements);
  }

  /** Sends a heartbeat to every partition that these topics have now. */
  Uni<Void> heartbeats(List<String> topics, Instant asOf) {
    List<Uni<Void>> acknowledgements = new ArrayList<>();
    Producer<?, ?> producer = clients.getProducer("outbox").unwrap();
    for (String topic : topics) {
      int partitions = producer.partitionsFor(topic).size();
      for (int partition = 0; partition < partitions; partition++) {
        WireEvent wire = EventCodec.encode(new Heartbeat(partition, asOf), source);
        acknowledgements.add(send(topic, partition, wire.key(), wire.headers(), wire.data()));
      }
    }
    return all(acknowledgements);
  }

  /** Sends a record to any topic; done when the broker has acknowledged it. */
  public Uni<Void> send(String topic, WireEvent wire) {
    return send(topic, -1, wire.key(), wire.headers(), wire.data());
  }

  private Uni<Void> send(
      String topic, int partition, String key, Map<String, String> headers, byte[] payload) {
    Headers recordHeaders = new RecordHeaders();
    headers.forEach(
        (name, value) -> recordHeaders.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return emitter.sendMessage(
        Message.of(payload)
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder()
                    .withTopic(topic)
                    .withPartition(partition)
                    .withKey(key)
                    .withHeaders(recordHeaders)
                    .build()));
  }

  private static Uni<Void> all(List<Uni<Void>> acknowledgements) {
    return acknowledgements.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.join().all(acknowledgements).andCollectFailures().replaceWithVoid();
  }

  private static Map<String, String> headers(String json) {
    try {
      return StrictJson.mapper().readValue(json, HEADERS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outbox entry's headers are not what we wrote", e);
    }
  }
}
