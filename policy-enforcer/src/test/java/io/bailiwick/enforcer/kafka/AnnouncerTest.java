package io.bailiwick.enforcer.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.EnforcerServers;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.event.Announcement;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.service.WireRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** A second enforcer, from its first announcement to its last. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class AnnouncerTest {
  @Inject Progress progress;

  @Test
  void theFirstIsWithTheBrokerAndTheLastSaysSo() throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", EnforcerServers.kafka().bootstrapServers());
    Map<String, List<Announcement>> seen = new LinkedHashMap<>();
    TopicPartition partition = new TopicPartition(Topics.ENFORCERS, 0);
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      long before = consumer.position(partition);
      Announcer announcer = new Announcer(progress, config);
      assertThat(announcer.isAnnounced()).isTrue();
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      assertThat(end).isGreaterThan(before);
      announcer.onStop(new ShutdownEvent());
      long last = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < last) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          Decoding.Read read = (Decoding.Read) EventCodec.decode(WireRecords.of(record));
          seen.computeIfAbsent(record.key(), key -> new ArrayList<>())
              .add((Announcement) read.event());
        }
      }
    }
    List<Announcement> ended =
        seen.values().stream().filter(all -> all.getLast().stopping()).findFirst().orElseThrow();
    assertThat(ended).hasSizeGreaterThan(1);
    assertThat(ended.getFirst().stopping()).isFalse();
  }

  /** It stays unready, and tries again. */
  @Test
  void withoutABrokerItIsNotAnnounced() throws Exception {
    Announcer announcer =
        new Announcer(progress, Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", 100));
    assertThat(announcer.isAnnounced()).isFalse();
    announcer.onStop(new ShutdownEvent());
  }
}
