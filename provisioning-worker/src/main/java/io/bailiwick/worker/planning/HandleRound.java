package io.bailiwick.worker.planning;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One round of the search for free handles. All stems are checked at once, each with several
 * numbers. Each account gets its first free handle; accounts without one try other numbers in the
 * next round.
 *
 * <p>The lowest numbers are tried first. If too many namesakes have taken those, numbers are drawn
 * at random: a search for the lowest free one would cost more with every namesake.
 *
 * @param wanted account id to stem, in the order of service
 * @param numbers the numbers of this round
 * @param nth 1 for the first round
 */
public record HandleRound(Map<String, String> wanted, List<Integer> numbers, int nth) {
  private static final int FIRST = 4;
  private static final int GROWTH = 8;
  private static final int LAST_IN_ORDER = 128;
  private static final int DRAWN = 32;
  private static final int HIGHEST = 99_999;
  private static final int MOST_ROUNDS = 20;

  public HandleRound {
    wanted = new LinkedHashMap<>(wanted);
    numbers = List.copyOf(numbers);
  }

  /** Returns the first round; it has only the stems themselves if numbers are not wanted. */
  public static HandleRound first(Map<String, String> wanted, boolean numbers) {
    return new HandleRound(wanted, range(1, numbers ? FIRST : 1), 1);
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  /** Returns all handles that this round may give. */
  public Set<String> candidates() {
    Set<String> candidates = new LinkedHashSet<>();
    for (String stem : wanted.values()) {
      for (int n : numbers) {
        candidates.add(Handle.numbered(stem, n));
      }
    }
    return candidates;
  }

  /**
   * Gives free handles to accounts.
   *
   * @param taken the candidates that an account has already, and those given in earlier rounds
   */
  public Result give(Set<String> taken) {
    Set<String> gone = new HashSet<>(taken);
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> left = new LinkedHashMap<>();
    wanted.forEach(
        (id, stem) ->
            free(stem, gone)
                .ifPresentOrElse(
                    handle -> {
                      gone.add(handle);
                      given.put(id, handle);
                    },
                    () -> left.put(id, stem)));
    return new Result(given, next(left));
  }

  /**
   * Returns the next round. After the last round it wants nothing, and the remaining accounts get
   * no handle.
   */
  private HandleRound next(Map<String, String> left) {
    int last = numbers.getLast();
    boolean inOrder = last < LAST_IN_ORDER;
    return new HandleRound(
        nth < MOST_ROUNDS ? left : Map.of(),
        inOrder ? range(last + 1, Math.min(last * GROWTH, LAST_IN_ORDER)) : drawn(left),
        nth + 1);
  }

  /**
   * Returns random numbers; they depend only on the remaining accounts and the round, so a retry
   * draws the same.
   */
  private List<Integer> drawn(Map<String, String> left) {
    return new SplittableRandom(31L * left.hashCode() + nth)
        .ints(LAST_IN_ORDER + 1, HIGHEST + 1)
        .distinct()
        .limit(DRAWN)
        .boxed()
        .toList();
  }

  private Optional<String> free(String stem, Set<String> gone) {
    return numbers.stream()
        .map(n -> Handle.numbered(stem, n))
        .filter(handle -> !gone.contains(handle))
        .findFirst();
  }

  /**
   * The result of a round.
   *
   * @param given account id to handle
   * @param next the round of the accounts without a handle; it wants nothing if there are none
   */
  public record Result(Map<String, String> given, HandleRound next) {}
}
