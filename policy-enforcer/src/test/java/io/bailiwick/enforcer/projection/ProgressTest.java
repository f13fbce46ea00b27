package io.bailiwick.enforcer.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.event.Topics;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A broker that has lost its records must not pass for a new one. */
class ProgressTest {
  private static final List<String> TOPICS = List.of("some", "other");

  private final Progress progress =
      new Progress(
          new SmallRyeConfigBuilder()
              .withMapping(EnforcerSettings.class)
              .build()
              .getConfigMapping(EnforcerSettings.class));

  private boolean isComplete(long some, long other) {
    Map<String, Long> known = Map.of("some", some, "other", other);
    return progress.lacking(TOPICS, topic -> known.getOrDefault(topic, 0L)).isEmpty();
  }

  private Instant now = Instant.EPOCH;

  /** A heartbeat in both partitions of a topic. */
  private void promise(String topic, long keys) {
    now = now.plusSeconds(1);
    for (String partition : List.of("-0", "-1")) {
      progress.heartbeat(topic + partition, now, now);
      progress.promise(topic, keys, now, now);
    }
  }

  /** The other partition may be behind, and the new keys be there. */
  @Test
  void aPromiseCountsOnceAllPartitionsHaveBeenReadAsFar() {
    promise("some", 1);
    promise("other", 1);
    Instant later = now.plusSeconds(1);
    progress.heartbeat("some-0", later, later);
    progress.promise("some", 9, later, later);
    assertThat(isComplete(1, 1)).isTrue();
    progress.heartbeat("some-1", later, later);
    progress.promise("some", 9, later, later);
    assertThat(isComplete(1, 1)).isFalse();
    assertThat(isComplete(9, 1)).isTrue();
  }

  /** A machine whose clock is behind must not keep writers waiting for it. */
  @Test
  void whatTheGatewayCommittedCountsByItsOwnClock() {
    Instant ahead = now.plusSeconds(300);
    for (String topic : List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS, Topics.SESSIONS)) {
      progress.heartbeat(topic + "-0", ahead, now);
    }
    assertThat(progress.gatewayAsOf()).isEqualTo(ahead);
    assertThat(progress.asOf()).isEqualTo(now);
  }

  @Test
  void whatIsPromisedByNobodyIsNotThere() {
    assertThat(isComplete(7, 7)).isFalse();
    promise("some", 0);
    assertThat(isComplete(7, 7)).isFalse();
    promise("other", 0);
    assertThat(isComplete(0, 0)).isTrue();
  }

  @Test
  void eachTopicHasAllThatItsWriterPromises() {
    promise("some", 2);
    promise("other", 3);
    assertThat(isComplete(0, 0)).isFalse();
    assertThat(isComplete(2, 2)).isFalse();
    assertThat(isComplete(2, 3)).isTrue();
    promise("other", 4);
    assertThat(isComplete(9, 3)).isFalse();
    assertThat(isComplete(9, 9)).isTrue();
  }
}
