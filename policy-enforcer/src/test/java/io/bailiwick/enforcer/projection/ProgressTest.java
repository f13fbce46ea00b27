package io.bailiwick.enforcer.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.EnforcerSettings;
import io.smallrye.config.SmallRyeConfigBuilder;
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

  @Test
  void whatIsPromisedByNobodyIsNotThere() {
    assertThat(isComplete(7, 7)).isFalse();
    progress.promise("some", 0);
    assertThat(isComplete(7, 7)).isFalse();
    progress.promise("other", 0);
    assertThat(isComplete(0, 0)).isTrue();
  }

  @Test
  void eachTopicHasAllThatItsWriterPromises() {
    progress.promise("some", 2);
    progress.promise("other", 3);
    assertThat(isComplete(0, 0)).isFalse();
    assertThat(isComplete(2, 2)).isFalse();
    assertThat(isComplete(2, 3)).isTrue();
    progress.promise("other", 4);
    assertThat(isComplete(9, 3)).isFalse();
    assertThat(isComplete(9, 9)).isTrue();
  }
}
