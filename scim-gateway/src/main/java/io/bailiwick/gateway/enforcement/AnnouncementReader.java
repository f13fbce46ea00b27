package io.bailiwick.gateway.enforcement;

import io.bailiwick.event.Announcement;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.Topics;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.TopicReader;
import io.bailiwick.service.WireRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/**
 * Reads the announcements of the enforcers from their beginning, on one thread of every replica. An
 * enforcer that fell silent before this replica started may still answer checks.
 *
 * <p>INVARIANT: one partition, read in its order. The rule of {@link RunningEnforcers} needs the
 * order of all announcements.
 */
@ApplicationScoped
class AnnouncementReader {
  private static final Logger LOG = Logger.getLogger(AnnouncementReader.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ENFORCERS, 0);
  private static final Duration POLL = Duration.ofMillis(500);

  private final EnforcementWaits waits;
  private final TopicReader reader;
  private boolean warned;

  AnnouncementReader(
      EnforcementWaits waits,
      @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this.waits = waits;
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    config.put("fetch.max.wait.ms", 100);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("client.id", "scim-gateway-enforcers");
    this.reader =
        new TopicReader("announcement-reader", config, this::read, AnnouncementReader::failed);
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    reader.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    reader.stop();
  }

  private static void failed(Throwable failure) {
    LOG.warnf(
        "The announcements of the enforcers cannot be read now: %s", FailureTrace.of(failure));
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    while (!reader.isStopping()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        apply(record);
      }
    }
  }

  // INVARIANT: only the broker's clock counts. By its own clock, one wrong enforcer could make all
  // others seem to have fallen silent long ago.
  void apply(ConsumerRecord<String, byte[]> record) {
    if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
      if (!warned) {
        LOG.warnf(
            "Announcements are ignored until %s has message.timestamp.type=LogAppendTime",
            PARTITION.topic());
      }
      warned = true;
    } else if (WireRecords.decode(record) instanceof Decoding.Read read
        && read.event() instanceof Announcement announcement) {
      waits.apply(announcement, Instant.ofEpochMilli(record.timestamp()));
    } else {
      LOG.warnf("Record %d of %s is no announcement", record.offset(), PARTITION);
    }
  }
}
