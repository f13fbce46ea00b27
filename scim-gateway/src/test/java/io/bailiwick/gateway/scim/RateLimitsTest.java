package io.bailiwick.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.settings.GatewaySettings;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load balancer spreads the requests, so each replica admits its share of a burst. */
class RateLimitsTest {

  @ParameterizedTest
  @CsvSource({"1, 1000, 200", "2, 500, 100", "5, 200, 100", "100, 100, 100"})
  void replicasShareTheRate(int replicas, int burst, int deactivations) {
    RateLimits limits = new RateLimits(settings(), () -> replicas);
    long admitted = IntStream.range(0, 3000).filter(_ -> limits.admits("acme")).count();
    assertThat(admitted).isBetween((long) burst, burst + 100L);
    long apart =
        IntStream.range(0, 1000).filter(_ -> limits.admitsDeactivations("acme", 1)).count();
    assertThat(apart).isBetween((long) deactivations, deactivations + 50L);
  }

  private static GatewaySettings settings() {
    return new SmallRyeConfigBuilder()
        .withMapping(GatewaySettings.class)
        .withDefaultValue("bailiwick.gateway.url", "https://gateway.example")
        .withDefaultValue("bailiwick.gateway.token-pepper", "p".repeat(32))
        .withDefaultValue("bailiwick.gateway.encryption-key", "k".repeat(32))
        .build()
        .getConfigMapping(GatewaySettings.class);
  }
}
