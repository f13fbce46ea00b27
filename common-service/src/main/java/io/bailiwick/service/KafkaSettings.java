package io.bailiwick.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of a service's start with Kafka. */
@ConfigMapping(prefix = "bailiwick.kafka")
public interface KafkaSettings {

  /** The number of partitions of a topic that this service creates. */
  @WithDefault("6")
  int partitions();

  /** The number of replicas of a topic that this service creates. */
  @WithDefault("1")
  short replicas();

  /** Allows a broker without TLS or an authorizer; only for a machine of your own. */
  @WithDefault("false")
  boolean openBroker();

  /** The time that a start waits for Kafka and its topics before it gives up. */
  @WithDefault("PT60S")
  Duration patience();
}
