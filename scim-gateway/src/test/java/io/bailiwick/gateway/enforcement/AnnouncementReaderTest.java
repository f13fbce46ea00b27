package io.bailiwick.gateway.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.Announcement;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Time is the broker's, so no enforcer can make others seem to have fallen silent. */
class AnnouncementReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final EnforcementWaits waits = new EnforcementWaits();
  private final AnnouncementReader reader = new AnnouncementReader(waits, Map.of());

  @Test
  void aTimeThatIsNotTheBrokersIsIgnored() {
    reader.apply(record("a", NOW, TimestampType.LOG_APPEND_TIME));
    reader.apply(record("wrong", NOW.plus(Duration.ofDays(1)), TimestampType.CREATE_TIME));
    assertThat(waits.enforcers()).extracting(KnownEnforcer::instance).containsExactly("a");
    assertThat(waits.enforcers()).extracting(KnownEnforcer::silent).containsExactly(false);
  }

  private static ConsumerRecord<String, byte[]> record(
      String instance, Instant at, TimestampType type) {
    WireEvent wire =
        EventCodec.encode(
            new Announcement(instance, at, at, Duration.ofMinutes(15), false), "/test");
    RecordHeaders headers = new RecordHeaders();
    wire.headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return new ConsumerRecord<>(
        Topics.ENFORCERS,
        0,
        0,
        at.toEpochMilli(),
        type,
        0,
        wire.data().length,
        wire.key(),
        wire.data(),
        headers,
        Optional.empty());
  }
}
