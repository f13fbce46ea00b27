package io.bailiwick.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The relay's producer: each call publishes its records in one transaction, which is committed when
 * the call returns.
 *
 * <p>INVARIANT: fenced. All relays of a service have one transactional id. A new producer aborts
 * the open transaction of a former leader, so no older record follows a newer one.
 */
final class OutboxProducer implements AutoCloseable {
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final KafkaProducer<String, byte[]> producer;
  private final String source;

  /**
   * Opens the producer.
   *
   * @param kafka the configuration of the broker's clients
   * @param service the service whose outbox it publishes
   */
  OutboxProducer(Map<String, Object> kafka, String service) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put("client.id", service + "-outbox");
    config.put("transactional.id", service + "-outbox");
    config.put("transaction.timeout.ms", 10_000);
    config.put("acks", "all");
    config.put("request.timeout.ms", 3000);
    config.put("delivery.timeout.ms", 5000);
    config.put("max.block.ms", 5000);
    config.put("linger.ms", 0);
    // The markers of the previous transaction may not have arrived when the next one begins.
    config.put("retry.backoff.ms", 10);
    config.put("reconnect.backoff.max.ms", 500);
    this.source = "/" + service;
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Sends entries in their order. */
  void publish(List<OutboxEntry.Stored> entries) {
    producer.beginTransaction();
    for (OutboxEntry.Stored stored : entries) {
      OutboxEntry entry = stored.entry();
      send(entry.topic(), null, entry.key(), headers(entry.headers()), entry.payload());
    }
    producer.commitTransaction();
  }

  /**
   * Sends a heartbeat to every partition that these topics have now.
   *
   * @param keys the least number of keys of each topic, if known
   */
  void heartbeats(List<String> topics, Instant asOf, Map<String, Long> keys) {
    producer.beginTransaction();
    for (String topic : topics) {
      int partitions = producer.partitionsFor(topic).size();
      for (int partition = 0; partition < partitions; partition++) {
        WireEvent wire =
            EventCodec.encode(
                new Heartbeat(partition, asOf, Optional.ofNullable(keys.get(topic))), source);
        send(topic, partition, wire.key(), wire.headers(), wire.data());
      }
    }
    producer.commitTransaction();
  }

  /** Sends a record; if that fails, the following commit fails. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(
      String topic,
      @Nullable Integer partition,
      String key,
      Map<String, String> headers,
      byte[] payload) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, partition, key, payload);
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
  }

  private static Map<String, String> headers(String json) {
    try {
      return StrictJson.mapper().readValue(json, HEADERS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outbox entry's headers are not what we wrote", e);
    }
  }

  /** Abandons an open transaction; the next producer aborts it. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
