package io.bailiwick.gateway.enforcement;

import io.bailiwick.event.Announcement;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.service.FailureTrace;
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
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final EnforcementWaits waits;
  private final Map<String, Object> config;
  private boolean warned;
  private volatile boolean stopping;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  AnnouncementReader(
      EnforcementWaits waits,
      @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this.waits = waits;
    this.config = new HashMap<>(clientConfig);
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    config.put("fetch.max.wait.ms", 100);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("client.id", "scim-gateway-enforcers");
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    Thread.ofPlatform().name("announcement-reader").daemon().start(this::run);
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    KafkaConsumer<String, byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void run() {
    while (!stopping) {
      try (KafkaConsumer<String, byte[]> consumer =
          new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
        current = consumer;
        read(consumer);
      } catch (WakeupException e) {
        LOG.debug("The announcements are not read any more");
      } catch (Throwable e) {
        LOG.warnf("The announcements of the enforcers cannot be read now: %s", FailureTrace.of(e));
        pause();
      }
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    while (!stopping) {
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
    } else if (EventCodec.decode(WireRecords.of(record)) instanceof Decoding.Read read
        && read.event() instanceof Announcement announcement) {
      waits.apply(announcement, Instant.ofEpochMilli(record.timestamp()));
    } else {
      LOG.warnf("Record %d of %s is no announcement", record.offset(), PARTITION);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
