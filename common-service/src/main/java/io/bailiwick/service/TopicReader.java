package io.bailiwick.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads topics by a Kafka consumer without a group. After a failure it continues in a
 * moment, with a new consumer.
 */
public final class TopicReader {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Map<String, Object> config;
  private final Reading reading;
  private final Consumer<Throwable> failed;
  private volatile boolean stopping;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  /**
   * Creates a reader that does nothing yet.
   *
   * @param name the name of its thread
   * @param config the configuration of its consumers
   * @param failed receives each failure; the reader goes on by itself
   */
  public TopicReader(
      String name, Map<String, Object> config, Reading reading, Consumer<Throwable> failed) {
    this.name = name;
    this.config = new HashMap<>(config);
    this.reading = reading;
    this.failed = failed;
  }

  /** Begins to read. */
  public void start() {
    Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Lets the thread end soon; does not wait for it. */
  public void stop() {
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
        reading.read(consumer);
      } catch (WakeupException e) {
        // The service stops.
      } catch (Throwable e) {
        failed.accept(e);
        pause();
      }
    }
  }

  /** Returns whether the thread is to end. */
  public boolean isStopping() {
    return stopping;
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to do with a consumer, until {@link #isStopping} or a failure. */
  public interface Reading {
    void read(KafkaConsumer<String, byte[]> consumer) throws InterruptedException;
  }
}
