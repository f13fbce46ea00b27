package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The laws of the digest, for generated states. */
class StateDigestTest {
  private static final int IDS = 1_000;

  @RepeatedTest(10)
  void differsExactlyInTheBucketsOfDifferingIds(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Map<String, Long> owner = new HashMap<>();
    for (int i = 0; i < IDS; i++) {
      owner.put("mgd_" + random.nextLong(), 1 + random.nextLong(9));
    }
    Map<String, Long> other = new HashMap<>(owner);
    List<String> ids = new ArrayList<>(owner.keySet());
    Collections.shuffle(ids, random);
    assertThat(digest(other, ids)).isEqualTo(digest(owner, List.copyOf(owner.keySet())));

    String changed = ids.removeFirst();
    String missing = ids.removeFirst();
    String added = "mgd_added";
    other.merge(changed, 1L, Long::sum);
    other.remove(missing);
    other.put(added, 1L);
    StateDigest differing = digest(other, List.copyOf(other.keySet()));
    StateDigest first = digest(owner, List.copyOf(owner.keySet()));
    assertThat(differing.digest()).isNotEqualTo(first.digest());
    assertThat(differing.count()).isEqualTo(IDS);
    assertThat(differing.differingFrom(first))
        .isEqualTo(first.differingFrom(differing))
        .isEqualTo(
            List.of(changed, missing, added).stream()
                .map(StateDigest::bucket)
                .collect(Collectors.toSet()));
  }

  private static StateDigest digest(Map<String, Long> versions, List<String> order) {
    StateDigest.Sum sum = new StateDigest.Sum();
    order.forEach(id -> sum.add(id, versions.getOrDefault(id, 0L)));
    return sum.digest();
  }
}
