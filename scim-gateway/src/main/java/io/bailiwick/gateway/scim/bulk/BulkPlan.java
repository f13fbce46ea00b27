package io.bailiwick.gateway.scim.bulk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order in which the operations of a bulk request are carried out: as they stand, but one that
 * refers to what another makes waits for that one. Where they wait for each other in a circle, the
 * first is carried out without what it refers to, and completed at the end.
 */
public record BulkPlan(List<Step> steps) {
  public BulkPlan {
    steps = List.copyOf(steps);
  }

  /** The plan for operations. */
  public static BulkPlan of(List<BulkOperation> operations) {
    Set<String> open =
        operations.stream()
            .filter(operation -> operation.method() == BulkOperation.Method.POST)
            .flatMap(operation -> operation.bulkId().stream())
            .collect(Collectors.toCollection(HashSet::new));
    List<BulkOperation> waiting = new ArrayList<>(operations);
    List<Step> steps = new ArrayList<>();
    List<Step> completions = new ArrayList<>();
    while (!waiting.isEmpty()) {
      BulkOperation next =
          waiting.stream()
              .filter(operation -> missing(operation, open).isEmpty())
              .findFirst()
              .orElse(waiting.getFirst());
      Set<String> leftOut = missing(next, open);
      steps.add(new Step(next, leftOut, false));
      if (!leftOut.isEmpty()) {
        completions.add(new Step(next, Set.of(), true));
      }
      waiting.remove(next);
      next.bulkId().ifPresent(open::remove);
    }
    steps.addAll(completions);
    return new BulkPlan(steps);
  }

  private static Set<String> missing(BulkOperation operation, Set<String> open) {
    Set<String> missing = new LinkedHashSet<>(References.of(operation.id(), operation.data()));
    missing.retainAll(open);
    return missing;
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
