package io.bailiwick.enforcer.kafka;

import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.event.Topics;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.TopicReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads all partitions of all its topics from their beginning, on one thread of every replica.
 *
 * <p>It has no consumer group: it commits no offsets, and every start reads all records. After a
 * failure it continues from its position. Partitions that are added later are found within {@link
 * #LOOK_FOR_NEW}.
 */
@ApplicationScoped
public class ProjectionReader {
  private static final Logger LOG = Logger.getLogger(ProjectionReader.class);
  private static final List<String> TOPICS =
      List.of(Topics.ORGANIZATIONS, Topics.IDENTITIES, Topics.ACCOUNTS, Topics.SESSIONS);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_NEW = Duration.ofSeconds(10);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(10);
  private static final Duration COMPARE_SOON = Duration.ofMillis(200);
  private static final Duration COMPARE_EVERY = Duration.ofSeconds(5);
  private static final Duration RECORDS_ARE_UNDER_WAY = Duration.ofSeconds(5);

  private final RecordFold fold;
  private final Announcer announcer;
  private final Progress progress;
  private final MeterRegistry metrics;
  private final TopicReader reader;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> goals = new HashMap<>();
  private Instant sayAgain = Instant.now().plus(SAY_AGAIN);
  private Instant compareAgain = Instant.MIN;
  private Instant lackingSince = Instant.MAX;
  private boolean knownToGateway;

  ProjectionReader(
      RecordFold fold,
      Announcer announcer,
      Progress progress,
      MeterRegistry metrics,
      @Identifier("default-kafka-broker") Map<String, Object> clientConfig) {
    this.fold = fold;
    this.announcer = announcer;
    this.progress = progress;
    this.metrics = metrics;
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    config.put("isolation.level", "read_committed");
    config.put("fetch.max.wait.ms", 100);
    config.put("max.poll.records", 2000);
    config.put("max.partition.fetch.bytes", 4 << 20);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("client.id", "policy-enforcer");
    config.put("metadata.max.age.ms", 10_000);
    this.reader =
        new TopicReader("projection-reader", config, this::measured, ProjectionReader::failed);
  }

  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    reader.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    reader.stop();
  }

  private static void failed(Throwable failure) {
    LOG.errorf(
        "The projection cannot be read; it goes on in a moment: %s", FailureTrace.of(failure));
  }

  private void measured(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
    try (KafkaClientMetrics lag = new KafkaClientMetrics(consumer)) {
      lag.bindTo(metrics);
      read(consumer);
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
    Instant lookForNew = Instant.MIN;
    while (!reader.isStopping()) {
      if (Instant.now().isAfter(lookForNew)) {
        assign(consumer);
        lookForNew = Instant.now().plus(LOOK_FOR_NEW);
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        fold.apply(record, progress.isReady());
        positions.put(partition(record), record.offset() + 1);
      }
      if (!Instant.now().isBefore(compareAgain) && reachedGoals(consumer)) {
        compare(consumer, Instant.now());
      }
    }
  }

  // INVARIANT: not ready before all promised records are known, nor after they are lost. On a
  // broker that has lost records every account would be a personal one, and organizations unknown.
  private void compare(KafkaConsumer<String, byte[]> consumer, Instant now)
      throws InterruptedException {
    Optional<String> lacking = fold.lacking();
    boolean ready = progress.isReady();
    compareAgain = now.plus(ready ? COMPARE_EVERY : COMPARE_SOON);
    if (lacking.isEmpty()) {
      lackingSince = Instant.MAX;
      if (!ready) {
        finish(consumer);
      }
      return;
    }
    lackingSince = now.isBefore(lackingSince) ? now : lackingSince;
    if (ready && Duration.between(lackingSince, now).compareTo(RECORDS_ARE_UNDER_WAY) > 0) {
      progress.lost();
    }
    if (!progress.isReady() && now.isAfter(sayAgain)) {
      LOG.warnf("Not ready, and everybody is denied: %s", lacking.get());
      sayAgain = now.plus(SAY_AGAIN);
    }
  }

  // INVARIANT: the ends are looked up again after the announcement. The gateway may have called a
  // change enforced just before it knew of this enforcer, which therefore has to read that change.
  private void finish(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
    if (knownToGateway) {
      progress.caughtUp();
      LOG.infof("Caught up with %d partitions", goals.size());
    } else if (announcer.isAnnounced()) {
      goals.putAll(consumer.endOffsets(consumer.assignment()));
      knownToGateway = true;
      compareAgain = Instant.MIN;
    }
  }

  /**
   * Assigns all existing partitions; new ones from their beginning, known ones from their position.
   */
  private void assign(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = new HashSet<>();
    for (String topic : TOPICS) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions.isEmpty()) {
        throw new IllegalStateException("the topic " + topic + " has no partitions");
      }
      partitions.forEach(info -> all.add(new TopicPartition(topic, info.partition())));
    }
    if (consumer.assignment().equals(all)) {
      return;
    }
    consumer.assign(all);
    for (TopicPartition partition : all) {
      Long position = positions.get(partition);
      if (position == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, position);
      }
    }
    if (!progress.isReady()) {
      goals.keySet().retainAll(all);
      goals.putAll(consumer.endOffsets(all));
    }
    progress.expect(all.stream().map(TopicPartition::toString).toList());
  }

  // INVARIANT: by position, not by the last record: compaction may have removed that one.
  private boolean reachedGoals(KafkaConsumer<String, byte[]> consumer) {
    return !goals.isEmpty()
        && goals.entrySet().stream()
            .allMatch(goal -> consumer.position(goal.getKey()) >= goal.getValue());
  }

  private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
