package io.bailiwick.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service meets Kafka at its start. */
@ConfigMapping(prefix = "bailiwick.kafka")
public interface KafkaSettings {

  /** How many partitions a topic gets when this service makes it. */
  @WithDefault("6")
  int partitions();

  /** How many replicas a topic gets when this service makes it. */
  @WithDefault("1")
  short replicas();

  /** Whether the broker may be one that everybody can write to: on a machine of one's own only. */
  @WithDefault("false")
  boolean openBroker();

  /** For how long a start waits for Kafka and its topics before it gives up. */
  @WithDefault("PT60S")
  Duration patience();
}
