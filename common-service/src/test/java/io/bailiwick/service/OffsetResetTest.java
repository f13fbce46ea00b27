package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer that begins at the end loses what was told while it was away. */
class OffsetResetTest {
  private static final String RESET = "mp.messaging.incoming.identities.auto.offset.reset";

  /** Blank is what an empty environment variable makes of it: Kafka's default, the end, counts. */
  @ParameterizedTest
  @ValueSource(strings = {"latest", "none", "by_duration:PT1H", ""})
  void isRefusedUnlessItIsEarliest(String reset) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> OffsetReset.requireEarliest(config("smallrye-kafka", reset)))
        .withMessageStartingWith(RESET + " is " + (reset.isEmpty() ? "not set" : reset))
        .withMessageNotContaining("\n");
  }

  @Test
  void earliestIsTaken() {
    assertThatNoException()
        .isThrownBy(() -> OffsetReset.requireEarliest(config("smallrye-kafka", "earliest")));
  }

  /** A later source, such as the environment, counts more than the file that is packaged. */
  @Test
  void whatCountsIsTheEffectiveValue() {
    Config config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(properties("smallrye-kafka", "earliest"), "file", 250),
                new PropertiesConfigSource(Map.of(RESET, "latest"), "environment", 300))
            .build();
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> OffsetReset.requireEarliest(config));
  }

  @Test
  void anotherConnectorHasNoOffsets() {
    assertThatNoException()
        .isThrownBy(() -> OffsetReset.requireEarliest(config("smallrye-in-memory", "")));
  }

  private static Config config(String connector, String reset) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(properties(connector, reset), "test", 100))
        .build();
  }

  private static Map<String, String> properties(String connector, String reset) {
    return new HashMap<>(
        Map.of(
            "mp.messaging.incoming.identities.connector",
            connector,
            "mp.messaging.outgoing.dead-letters.connector",
            "smallrye-kafka",
            "kafka.auto.offset.reset",
            "earliest",
            RESET,
            reset));
  }
}
