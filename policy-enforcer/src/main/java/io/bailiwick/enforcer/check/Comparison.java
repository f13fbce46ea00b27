package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decisions that a proposal would change, by action and reason. */
public final class Comparison {
  private static final int MOST_LISTED = 100;
  private static final int EXAMPLES = 3;

  private final Map<Kind, Tally> changes = new LinkedHashMap<>();
  private int evaluated;
  private Optional<Instant> from = Optional.empty();
  private Optional<Instant> until = Optional.empty();

  /** Adds a check with the decisions on it before and after the proposed change. */
  void add(SampledCheck check, Decision before, Decision after) {
    evaluated++;
    if (from.filter(first -> !check.at().isBefore(first)).isEmpty()) {
      from = Optional.of(check.at());
    }
    if (until.filter(last -> !check.at().isAfter(last)).isEmpty()) {
      until = Optional.of(check.at());
    }
    if (before.reason() != after.reason() || isAllow(before) != isAllow(after)) {
      changes
          .computeIfAbsent(
              new Kind(
                  check.request().action(),
                  isAllow(before),
                  before.reason(),
                  isAllow(after),
                  after.reason()),
              _ -> new Tally())
          .add(check);
    }
  }

  private static boolean isAllow(Decision decision) {
    return decision instanceof Decision.Allow;
  }

  /** Returns the number of checks. */
  public int evaluated() {
    return evaluated;
  }

  /** Returns the time of the oldest check. */
  public Optional<Instant> from() {
    return from;
  }

  /** Returns the time of the newest check. */
  public Optional<Instant> until() {
    return until;
  }

  /** Returns the number of checks whose decision changes from one to the other. */
  public int changed(boolean before, boolean after) {
    return changes.entrySet().stream()
        .filter(one -> one.getKey().before == before && one.getKey().after == after)
        .mapToInt(one -> one.getValue().count)
        .sum();
  }

  /** Returns the changes, the most frequent first. */
  public List<Change> changes() {
    return changes.entrySet().stream()
        .map(one -> new Change(one.getKey(), one.getValue().count, one.getValue().examples))
        .sorted(Comparator.comparingInt(Change::count).reversed())
        .limit(MOST_LISTED)
        .toList();
  }

  /** A kind of change. */
  public record Kind(
      String action, boolean before, Reason reasonBefore, boolean after, Reason reasonAfter) {}

  /** A check that a change is about. */
  public record Example(String subject, String resourceType, String resourceId, Instant at) {}

  /** The changes of a kind. */
  public record Change(Kind kind, int count, List<Example> examples) {
    public Change {
      examples = List.copyOf(examples);
    }
  }

  private static final class Tally {
    private final List<Example> examples = new ArrayList<>();
    private int count;

    void add(SampledCheck check) {
      count++;
      if (examples.size() < EXAMPLES) {
        examples.add(
            new Example(
                check.request().subject(),
                check.request().resource().type(),
                check.request().resource().id(),
                check.at()));
      }
    }
  }
}
