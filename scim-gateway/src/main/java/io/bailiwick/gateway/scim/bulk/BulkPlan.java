package io.bailiwick.gateway.scim.bulk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order in which the operations of a bulk request are carried out: as they stand, but one that
 * refers to what another makes waits for that one (RFC 7644 section 3.7.1). Operations that make
 * resources which refer to each other in a circle are one unit: none of them is done without the
 * others.
 */
public record BulkPlan(List<Unit> units) {
  public BulkPlan {
    units = List.copyOf(units);
  }

  /** The plan for operations. */
  public static BulkPlan of(List<BulkOperation> operations) {
    BitSet[] direct = references(operations);
    BitSet[] needs = transitive(direct);
    BitSet waiting = new BitSet();
    waiting.set(0, operations.size());
    List<Unit> units = new ArrayList<>();
    while (!waiting.isEmpty()) {
      BitSet circle = next(waiting, needs);
      units.add(unit(operations, circle, direct));
      waiting.andNot(circle);
    }
    return new BulkPlan(units);
  }

  /** For each operation the places of those that make what it refers to. */
  private static BitSet[] references(List<BulkOperation> operations) {
    Map<String, Integer> makers = new HashMap<>();
    for (BulkOperation operation : operations) {
      if (operation.method() == BulkOperation.Method.POST) {
        operation.bulkId().ifPresent(name -> makers.put(name, operation.nth()));
      }
    }
    return operations.stream()
        .map(
            operation -> {
              BitSet places = new BitSet();
              References.of(operation.id(), operation.data()).stream()
                  .flatMap(name -> Optional.ofNullable(makers.get(name)).stream())
                  .forEach(places::set);
              return places;
            })
        .toArray(BitSet[]::new);
  }

  /** Warshall's algorithm: what is referred to by what is referred to counts as well. */
  private static BitSet[] transitive(BitSet[] direct) {
    BitSet[] needs = new BitSet[direct.length];
    for (int i = 0; i < direct.length; i++) {
      needs[i] = (BitSet) direct[i].clone();
    }
    for (int via = 0; via < needs.length; via++) {
      for (BitSet one : needs) {
        if (one.get(via)) {
          one.or(needs[via]);
        }
      }
    }
    return needs;
  }

  /** The first operation that waits for nothing but its own circle, with that circle. */
  private static BitSet next(BitSet waiting, BitSet[] needs) {
    return waiting.stream()
        .mapToObj(
            first -> {
              BitSet circle = new BitSet();
              circle.set(first);
              needs[first].stream().filter(other -> needs[other].get(first)).forEach(circle::set);
              return circle;
            })
        .filter(
            circle -> {
              BitSet missing = (BitSet) needs[circle.nextSetBit(0)].clone();
              missing.and(waiting);
              missing.andNot(circle);
              return missing.isEmpty();
            })
        .findFirst()
        .orElseThrow();
  }

  private static Unit unit(List<BulkOperation> operations, BitSet circle, BitSet[] direct) {
    List<Step> steps = new ArrayList<>();
    List<Step> completions = new ArrayList<>();
    BitSet left = (BitSet) circle.clone();
    while (!left.isEmpty()) {
      int next =
          left.stream()
              .filter(one -> !direct[one].intersects(left))
              .findFirst()
              .orElseGet(() -> left.nextSetBit(0));
      BitSet missing = (BitSet) direct[next].clone();
      missing.and(left);
      Set<String> leftOut =
          missing.stream()
              .mapToObj(place -> operations.get(place).bulkId().orElseThrow())
              .collect(Collectors.toUnmodifiableSet());
      steps.add(new Step(operations.get(next), leftOut, false));
      if (!leftOut.isEmpty()) {
        completions.add(new Step(operations.get(next), Set.of(), true));
      }
      left.clear(next);
    }
    steps.addAll(completions);
    return new Unit(circle.stream().mapToObj(operations::get).toList(), steps);
  }

  /**
   * Operations that are done together or not at all.
   *
   * @param operations one, or those of a circle, in the order of the request
   */
  public record Unit(List<BulkOperation> operations, List<Step> steps) {
    public Unit {
      operations = List.copyOf(operations);
      steps = List.copyOf(steps);
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
