package io.bailiwick.gateway.scim.bulk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The order in which the operations of a bulk request are carried out. They keep their order, but
 * an operation waits for those that create a resource it refers to (RFC 7644 section 3.7.1).
 * Operations that create resources which refer to each other in a circle are one unit, which is
 * done as a whole or not at all.
 */
public record BulkPlan(List<Unit> units) {
  public BulkPlan {
    units = List.copyOf(units);
  }

  /** Plans operations. */
  public static BulkPlan of(List<BulkOperation> operations) {
    BitSet[] direct = references(operations);
    return new BulkPlan(
        ordered(circles(direct), direct).stream()
            .map(circle -> unit(operations, circle, direct))
            .toList());
  }

  /** Returns for each operation the places of those that create the resources it refers to. */
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

  /**
   * Returns the operations in groups that refer to each other in circles; most groups are one
   * operation. Kosaraju's algorithm finds these strongly connected components. They are in the
   * order of their first operations.
   */
  private static List<BitSet> circles(BitSet[] direct) {
    BitSet unseen = new BitSet();
    unseen.set(0, direct.length);
    List<Integer> order = new ArrayList<>();
    while (!unseen.isEmpty()) {
      order.addAll(reached(unseen.nextSetBit(0), direct, unseen));
    }
    BitSet[] reversed = reversed(direct);
    unseen.set(0, direct.length);
    List<BitSet> circles = new ArrayList<>();
    for (int root : order.reversed()) {
      if (unseen.get(root)) {
        BitSet circle = new BitSet();
        reached(root, reversed, unseen).forEach(circle::set);
        circles.add(circle);
      }
    }
    circles.sort(Comparator.comparingInt(circle -> circle.nextSetBit(0)));
    return circles;
  }

  /**
   * Returns the unseen operations that a depth-first search finds, each after those it leads to.
   */
  private static List<Integer> reached(int root, BitSet[] edges, BitSet unseen) {
    List<Integer> found = new ArrayList<>();
    Deque<Integer> path = new ArrayDeque<>();
    path.push(root);
    while (!path.isEmpty()) {
      unseen.clear(path.element());
      BitSet next = (BitSet) edges[path.element()].clone();
      next.and(unseen);
      if (next.isEmpty()) {
        found.add(path.pop());
      } else {
        path.push(next.nextSetBit(0));
      }
    }
    return found;
  }

  private static BitSet[] reversed(BitSet[] edges) {
    BitSet[] reversed = new BitSet[edges.length];
    Arrays.setAll(reversed, to -> new BitSet());
    for (int from = 0; from < edges.length; from++) {
      for (int to = edges[from].nextSetBit(0); to >= 0; to = edges[from].nextSetBit(to + 1)) {
        reversed[to].set(from);
      }
    }
    return reversed;
  }

  /** Returns the circles in the order of the request, but each after those that it refers to. */
  private static List<BitSet> ordered(List<BitSet> circles, BitSet[] direct) {
    int[] circleOf = new int[direct.length];
    for (int i = 0; i < circles.size(); i++) {
      for (int place : circles.get(i).stream().toArray()) {
        circleOf[place] = i;
      }
    }
    BitSet[] needs = new BitSet[circles.size()];
    Arrays.setAll(needs, i -> needs(circles.get(i), direct, circleOf));
    int[] unmet = Arrays.stream(needs).mapToInt(BitSet::cardinality).toArray();
    BitSet[] dependents = reversed(needs);
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    IntStream.range(0, unmet.length).filter(i -> unmet[i] == 0).forEach(ready::add);
    List<BitSet> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      ordered.add(circles.get(next));
      dependents[next].stream().filter(i -> --unmet[i] == 0).forEach(ready::add);
    }
    return ordered;
  }

  /** Returns the other circles that a circle refers to. */
  private static BitSet needs(BitSet circle, BitSet[] direct, int[] circleOf) {
    BitSet places = new BitSet();
    circle.stream().forEach(place -> places.or(direct[place]));
    places.andNot(circle);
    BitSet needs = new BitSet();
    places.stream().forEach(place -> needs.set(circleOf[place]));
    return needs;
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
        completions.add(new Step(operations.get(next), leftOut, true));
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
   * A step of a unit.
   *
   * @param leftOut the names that cannot be resolved at first, because their resources wait for
   *     this one
   * @param completes whether the operation was carried out already, without these names
   */
  public record Step(BulkOperation operation, Set<String> leftOut, boolean completes) {
    public Step {
      leftOut = Set.copyOf(leftOut);
    }
  }
}
