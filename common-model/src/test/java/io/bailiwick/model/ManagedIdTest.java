package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManagedIdTest {
  private static final long SEED = 20261123;

  @Test
  void isRecognisedInAnyCase() {
    String id = ManagedId.of(new UUID(1, 2));
    assertThat(id).matches("mgd_[0-9a-hjkmnp-tv-z]{26}");
    assertThat(ManagedId.isManaged(id)).isTrue();
    assertThat(ManagedId.isManaged(" MGD_x")).isTrue();
    assertThat(ManagedId.isManaged("u-42")).isFalse();
  }

  @Test
  void sortsAsItsUuidAndIsOneToOne() {
    Random random = new Random(SEED);
    var uuids =
        Stream.generate(() -> new UUID(random.nextLong() >>> 1, random.nextLong() >>> 1))
            .limit(1000)
            .sorted()
            .toList();
    assertThat(uuids.stream().map(ManagedId::of)).isSorted().doesNotHaveDuplicates();
  }
}
