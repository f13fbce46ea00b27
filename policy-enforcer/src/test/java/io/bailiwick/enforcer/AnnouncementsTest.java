package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.Announcement;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.service.WireRecords;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The enforcer announces itself and how much it has applied. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class AnnouncementsTest extends Checks {
  private final KafkaConsumer<String, byte[]> consumer =
      new KafkaConsumer<>(
          Map.<String, Object>of("bootstrap.servers", EnforcerServers.kafka().bootstrapServers()),
          new StringDeserializer(),
          new ByteArrayDeserializer());

  @BeforeEach
  void fromHereOn() {
    TopicPartition partition = new TopicPartition(Topics.ENFORCERS, 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    assertThat(consumer.position(partition)).isPositive();
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  @Test
  void saysWhatTheGatewayCommittedAndItHasApplied() {
    Instant before = Instant.now();
    // Without heartbeats it does not know, whatever records it has applied since.
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)));
    List<Announcement> seen = new ArrayList<>();
    await(seen, 3);
    assertThat(seen).allMatch(one -> one.appliedUntil().isBefore(before));
    beat();
    while (!seen.getLast().appliedUntil().isAfter(before)) {
      await(seen, seen.size() + 1);
    }
    assertThat(seen).extracting(Announcement::instance).containsOnly(seen.getFirst().instance());
    assertThat(seen).extracting(Announcement::stopping).containsOnly(false);
    assertThat(seen).extracting(Announcement::denyAfter).containsOnly(Duration.ofMinutes(15));
    assertThat(seen).extracting(Announcement::appliedUntil).isSorted();
  }

  private void await(List<Announcement> seen, int count) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (seen.size() < count) {
      assertThat(Instant.now()).isBefore(deadline);
      consumer
          .poll(Duration.ofMillis(100))
          .forEach(
              record -> {
                Decoding.Read read = (Decoding.Read) EventCodec.decode(WireRecords.of(record));
                seen.add((Announcement) read.event());
              });
    }
  }
}
