package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.Topics;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.service.WireRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The audit entries that the gateway publishes from now on. */
final class AuditTopic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<AuditEntry> entries = new ArrayList<>();
  private final StringBuilder texts = new StringBuilder();

  private AuditTopic(KafkaConsumer<String, byte[]> consumer) {
    this.consumer = consumer;
  }

  static AuditTopic atItsEnd() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                GatewayServers.running().kafka().bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.AUDIT).stream()
            .map(info -> new TopicPartition(Topics.AUDIT, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return new AuditTopic(consumer);
  }

  /** Reads on until an entry is wanted; false if none comes. */
  boolean has(Predicate<AuditEntry> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int looked = 0;
    while (System.nanoTime() < deadline) {
      for (; looked < entries.size(); looked++) {
        if (wanted.test(entries.get(looked))) {
          return true;
        }
      }
      read();
    }
    return false;
  }

  private void read() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      Decoding.Read read = (Decoding.Read) WireRecords.decode(record);
      AuditEntry entry = ((AuditEvent) read.event()).entry();
      assertThat(record.key()).isEqualTo(entry.organization());
      entries.add(entry);
      texts.append(new String(record.value(), StandardCharsets.UTF_8)).append('\n');
    }
  }

  /** Returns the entries that were read, in their order. */
  List<AuditEntry> entries() {
    return List.copyOf(entries);
  }

  /** Forgets what was read. */
  void forget() {
    entries.clear();
  }

  /** Returns all that was read, as it was published. */
  String text() {
    return texts.toString();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
