package io.bailiwick.local;

import io.bailiwick.model.StateDigest;
import io.bailiwick.model.StateKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the state of a follower with that of its owner. Changes on their way are waited for: a
 * divergence counts after {@link #PATIENCE} in which none has disappeared.
 */
record Comparison(StateKind kind, HeldState owner, HeldState follower) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Returns the result, after a repair unless it is a dry run. */
  Result run(boolean dryRun) throws IOException, InterruptedException {
    // The follower comes first, so that it is seldom ahead only because of the time between.
    StateDigest held = follower.digest(kind);
    Set<Integer> buckets = held.differingFrom(owner.digest(kind));
    List<Divergence> found = buckets.isEmpty() ? List.of() : remaining(divergences(buckets));
    List<Divergence> behind = found.stream().filter(one -> !one.isAhead()).toList();
    if (dryRun || behind.isEmpty()) {
      return new Result(held.count(), found, 0);
    }
    owner.publishAgain(behind.stream().map(Divergence::id).toList());
    return new Result(held.count(), found, behind.size() - remaining(behind).size());
  }

  private List<Divergence> divergences(Set<Integer> buckets)
      throws IOException, InterruptedException {
    Map<String, Long> held = follower.versions(kind, buckets);
    return Divergence.between(owner.versions(kind, buckets), held);
  }

  /** Returns those divergences that do not disappear. */
  private List<Divergence> remaining(List<Divergence> some)
      throws IOException, InterruptedException {
    List<Divergence> open = some;
    Instant end = Instant.now().plus(PATIENCE);
    while (!open.isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(PAUSE);
      Set<Integer> buckets = Divergence.buckets(open);
      Map<String, Long> held = follower.versions(kind, buckets);
      Map<String, Long> owned = owner.versions(kind, buckets);
      List<Divergence> still = open.stream().filter(one -> one.remains(owned, held)).toList();
      if (still.size() < open.size()) {
        end = Instant.now().plus(PATIENCE);
      }
      open = still;
    }
    return open;
  }

  /**
   * The result of a comparison.
   *
   * @param count the number of ids that the follower held at first
   */
  record Result(long count, List<Divergence> found, int repaired) {}
}
