package io.bailiwick.service;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Topics as a service creates them at its start, for tests without Quarkus. */
public final class TestTopology {
  private TestTopology() {}

  /** Creates the topics of a service, with one partition each. */
  public static Topology create(Map<String, Object> kafka, String... owned)
      throws InterruptedException {
    return create(kafka, Duration.ofSeconds(60), owned);
  }

  /** Creates topics like {@link #create(Map, String...)}, and gives up after a time. */
  public static Topology create(Map<String, Object> kafka, Duration patience, String... owned)
      throws InterruptedException {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(KafkaSettings.class)
            .withDefaultValue("bailiwick.kafka.open-broker", "true")
            .withDefaultValue("bailiwick.kafka.partitions", "1")
            .withDefaultValue("bailiwick.kafka.patience", patience.toString())
            .build();
    TopicPlan plan =
        new TopicPlan(
            Stream.of(owned).map(TopicPlan.Owned::forEver).toList(), List.of(), List.of());
    Topology topology =
        new Topology(plan, config.getConfigMapping(KafkaSettings.class), config, kafka);
    topology.onStart(new StartupEvent());
    return topology;
  }
}
