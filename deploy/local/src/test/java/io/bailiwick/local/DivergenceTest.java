package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The difference between a lost change, a change on its way, and a change that the owner lost. */
class DivergenceTest {
  private static final Map<String, Long> OWNER = Map.of("same", 3L, "older", 3L, "missing", 1L);

  @Test
  void namesEachCause() {
    Map<String, Long> follower = Map.of("same", 3L, "older", 2L, "lost", 4L);
    assertThat(Divergence.between(OWNER, follower))
        .containsExactly(
            new Divergence("lost", Divergence.NONE, 4),
            new Divergence("missing", 1, Divergence.NONE),
            new Divergence("older", 3, 2));
    assertThat(Divergence.between(OWNER, follower))
        .extracting(Divergence::cause)
        .containsExactly("ahead: the owner has lost changes", "missing", "older");
    assertThat(new Divergence("x", 2, 0).cause()).isEqualTo("unreadable");
    assertThat(Divergence.between(OWNER, OWNER)).isEmpty();
  }

  /** A busy account never has equal versions, but it does reach each of them. */
  @Test
  void whatReachesTheEarlierVersionIsOnItsWay() {
    Divergence lag = new Divergence("x", 7, 6);
    assertThat(lag.remains(Map.of("x", 9L), Map.of("x", 7L))).isFalse();
    assertThat(lag.remains(Map.of("x", 7L), Map.of("x", 6L))).isTrue();
    assertThat(lag.remains(Map.of("x", 7L), Map.of())).isTrue();
    Divergence ahead = new Divergence("x", 6, 7);
    assertThat(ahead.remains(Map.of("x", 7L), Map.of("x", 8L))).isFalse();
    assertThat(ahead.remains(Map.of("x", 6L), Map.of("x", 7L))).isTrue();
  }
}
