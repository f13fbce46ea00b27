package io.bailiwick.worker.planning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One round of giving handles: stems with the numbers of a window are asked about all at once, and
 * each request gets the lowest that is free; those that find none go on with the next window.
 *
 * @param wanted account id to stem, in the order in which they are served
 * @param from the first number of the window
 * @param to the last number of the window
 */
public record HandleRound(Map<String, String> wanted, int from, int to) {
  private static final int FIRST_WINDOW = 4;
  private static final int GROWTH = 8;

  public HandleRound {
    wanted = new LinkedHashMap<>(wanted);
  }

  /** The first round; just the stems themselves where numbers are not wanted. */
  public static HandleRound first(Map<String, String> wanted, boolean numbers) {
    return new HandleRound(wanted, 1, numbers ? FIRST_WINDOW : 1);
  }

  /** All handles that this round may give. */
  public Set<String> candidates() {
    Set<String> candidates = new LinkedHashSet<>();
    for (String stem : wanted.values()) {
      for (int n = from; n <= to; n++) {
        candidates.add(Handle.numbered(stem, n));
      }
    }
    return candidates;
  }

  /**
   * Gives handles.
   *
   * @param taken those of the candidates that somebody has, and those given in earlier rounds
   */
  public Result give(Set<String> taken) {
    Set<String> gone = new HashSet<>(taken);
    Map<String, String> given = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    wanted.forEach(
        (id, stem) ->
            lowestFree(stem, gone)
                .ifPresentOrElse(
                    handle -> {
                      gone.add(handle);
                      given.put(id, handle);
                    },
                    () -> left.add(id)));
    Map<String, String> open = new LinkedHashMap<>();
    left.forEach(id -> open.put(id, wanted.getOrDefault(id, "")));
    return new Result(given, new HandleRound(open, to + 1, to * GROWTH));
  }

  private Optional<String> lowestFree(String stem, Set<String> gone) {
    for (int n = from; n <= to; n++) {
      String handle = Handle.numbered(stem, n);
      if (!gone.contains(handle)) {
        return Optional.of(handle);
      }
    }
    return Optional.empty();
  }

  /**
   * What a round gave.
   *
   * @param given account id to handle
   * @param next the round of those that found none; nothing is wanted in it when all did
   */
  public record Result(Map<String, String> given, HandleRound next) {}
}
