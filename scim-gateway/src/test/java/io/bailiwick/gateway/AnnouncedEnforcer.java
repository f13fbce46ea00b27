package io.bailiwick.gateway;

import io.bailiwick.event.Announcement;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An enforcer for tests, which announces itself until it stops. */
final class AnnouncedEnforcer {
  final String instance = "test-" + UUID.randomUUID();
  private final boolean applies;
  private final Thread thread;
  private volatile boolean stopped;
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", GatewayServers.running().kafka().bootstrapServers()),
          new StringSerializer(),
          new ByteArraySerializer());

  AnnouncedEnforcer(boolean applies) {
    this.applies = applies;
    announce(false);
    thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    while (!stopped) {
      announce(false);
      LockSupport.parkNanos(50_000_000);
    }
    announce(true);
  }

  private void announce(boolean stopping) {
    Instant until = applies ? Instant.now() : Instant.EPOCH;
    WireEvent wire =
        EventCodec.encode(
            new Announcement(instance, Instant.now(), until, Duration.ofMinutes(15), stopping),
            "/test");
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.ENFORCERS, 0, wire.key(), wire.data());
    wire.headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  void stop() {
    try {
      stopped = true;
      thread.join();
      producer.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
