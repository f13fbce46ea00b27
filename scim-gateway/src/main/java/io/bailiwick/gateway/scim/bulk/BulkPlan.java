package io.bailiwick.gateway.scim.bulk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which the operations of a bulk request are carried out: as they stand, but one that
 * refers to what another makes waits for that one. Where some are to make resources that refer to
 * each other in a circle, the first of them is carried out without what it refers to, and completed
 * as soon as that is there.
 */
public record BulkPlan(List<Step> steps) {
  public BulkPlan {
    steps = List.copyOf(steps);
  }

  /** The plan for operations. */
  public static BulkPlan of(List<BulkOperation> operations) {
    Map<String, Waiting> makers = new HashMap<>();
    List<Waiting> waiting = new ArrayList<>();
    for (BulkOperation operation : operations) {
      Waiting one = new Waiting(operation, References.of(operation.id(), operation.data()));
      waiting.add(one);
      if (one.isPost()) {
        operation.bulkId().ifPresent(name -> makers.put(name, one));
      }
    }
    waiting.forEach(one -> one.missing.retainAll(makers.keySet()));
    List<Step> steps = new ArrayList<>();
    List<Waiting> incomplete = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Waiting next = next(waiting, makers);
      waiting.removeIf(one -> one.isSame(next));
      steps.add(new Step(next.operation, next.missing, false));
      if (!next.missing.isEmpty()) {
        incomplete.add(next);
      }
      next.makes(makers).ifPresent(name -> made(name, next, waiting, incomplete, steps));
    }
    return new BulkPlan(steps);
  }

  /** What is made can be referred to by others that are to be made; by all else when complete. */
  private static void made(
      String name,
      Waiting maker,
      List<Waiting> waiting,
      List<Waiting> incomplete,
      List<Step> steps) {
    boolean whole = maker.missing.isEmpty();
    waiting.stream().filter(one -> whole || one.isPost()).forEach(one -> one.missing.remove(name));
    for (Waiting one : List.copyOf(incomplete)) {
      one.missing.remove(name);
      if (one.missing.isEmpty()) {
        incomplete.remove(one);
        steps.add(new Step(one.operation, Set.of(), true));
        one.operation
            .bulkId()
            .ifPresent(made -> waiting.forEach(other -> other.missing.remove(made)));
      }
    }
  }

  /** The first that waits for nothing; where all wait, the first of a circle that holds it up. */
  private static Waiting next(List<Waiting> waiting, Map<String, Waiting> makers) {
    return waiting.stream()
        .filter(one -> one.missing.isEmpty())
        .findFirst()
        .orElseGet(() -> firstOfACircle(waiting.getFirst(), makers));
  }

  /** Each waits for one who waits, so that the way from any of them comes back to itself. */
  private static Waiting firstOfACircle(Waiting start, Map<String, Waiting> makers) {
    List<Waiting> way = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    Waiting at = start;
    while (seen.add(at.operation.nth())) {
      way.add(at);
      at = Objects.requireNonNull(makers.get(at.missing.iterator().next()));
    }
    Waiting again = at;
    return way.stream()
        .dropWhile(one -> !one.isSame(again))
        .min(Comparator.comparingInt(one -> one.operation.nth()))
        .orElseThrow();
  }

  /**
   * An operation that is to be planned.
   *
   * @param missing the names that it refers to and that nothing planned makes
   */
  private record Waiting(BulkOperation operation, Set<String> missing) {
    boolean isPost() {
      return operation.method() == BulkOperation.Method.POST;
    }

    boolean isSame(Waiting other) {
      return operation.nth() == other.operation.nth();
    }

    Optional<String> makes(Map<String, Waiting> makers) {
      return operation
          .bulkId()
          .filter(name -> Optional.ofNullable(makers.get(name)).filter(this::isSame).isPresent());
    }
  }

  /**
   * One thing to do.
   *
   * @param leftOut the names that cannot be resolved yet, for what they name waits for this
   * @param completes whether the operation was carried out already, without what it refers to
   */
  public record Step(BulkOperation operation, Set<String> leftOut, boolean completes) {
    public Step {
      leftOut = Set.copyOf(leftOut);
    }
  }
}
