package io.bailiwick.enforcer.edge.routes;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A method with the form of a path, and what the edge does with its requests.
 *
 * @param method {@code ANY} for all
 */
record Route(String method, List<Segment> segments, Treatment treatment) {
  private static final String ANY = "ANY";

  /** The order in which routes are compared with a request: the first one that fits is taken. */
  static final Comparator<Route> CLOSEST_FIRST =
      Comparator.<Route, List<Segment>>comparing(Route::segments, Route::closest)
          .thenComparingInt(route -> route.methodBreadth())
          .thenComparing(Route::form);

  Route {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a route.
   *
   * @param text such as {@code GET /{owner}/{name}/resolve/{**}}
   * @throws IllegalArgumentException if it is none
   */
  static Route of(String text, Treatment treatment) {
    String[] words = text.split(" ", 2);
    String path = words[1];
    List<Segment> segments =
        path.equals("/")
            ? List.of()
            : Stream.of(path.substring(1).split("/", -1)).map(Segment::of).toList();
    if (segments.stream()
        .limit(Math.max(0, segments.size() - 1))
        .anyMatch(Segment.Rest.class::isInstance)) {
      throw new IllegalArgumentException("has {**} before its end");
    }
    Route route = new Route(words[0], segments, treatment);
    Set<String> names = new HashSet<>();
    route
        .variables()
        .filter(name -> !names.add(name))
        .findFirst()
        .ifPresent(
            twice -> {
              throw new IllegalArgumentException("has the variable {" + twice + "} twice");
            });
    treatment.variables().stream()
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            unknown -> {
              throw new IllegalArgumentException("has no variable {" + unknown + "}");
            });
    return route;
  }

  /** Returns the route that a service has instead of this one if it ignores the case of paths. */
  Route inLowerCase() {
    return new Route(method, segments.stream().map(Segment::inLowerCase).toList(), treatment);
  }

  private Stream<String> variables() {
    return segments.stream()
        .filter(Segment.Variable.class::isInstance)
        .map(segment -> ((Segment.Variable) segment).name());
  }

  /** Returns the requests that it fits, as a text: two routes of one form cannot be told apart. */
  String form() {
    return segments.stream().map(Segment::form).collect(Collectors.joining("/", method + " /", ""));
  }

  /** Returns the values of its variables; empty if it does not fit a target. */
  Optional<Map<String, String>> values(Target target) {
    if (!fitsMethod(target.method())) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    int at = 0;
    for (Segment segment : segments) {
      if (segment instanceof Segment.Rest) {
        return Optional.of(values);
      }
      if (at == target.segments().size()) {
        return Optional.empty();
      }
      String text = target.segments().get(at++);
      boolean fits =
          switch (segment) {
            case Segment.Literal literal -> literal.fits(text);
            case Segment.Variable variable ->
                variable
                    .value(text)
                    .filter(value -> values.put(variable.name(), value) == null)
                    .isPresent();
            case Segment.Rest _ -> true;
          };
      if (!fits) {
        return Optional.empty();
      }
    }
    return at == target.segments().size() ? Optional.of(values) : Optional.empty();
  }

  /** Services answer HEAD as they answer GET. */
  private boolean fitsMethod(String sent) {
    return method.equals(sent)
        || method.equals(ANY)
        || (method.equals("GET") && sent.equals("HEAD"));
  }

  private int methodBreadth() {
    return switch (method) {
      case ANY -> 2;
      case "GET" -> 1;
      default -> 0;
    };
  }

  private static int closest(List<Segment> one, List<Segment> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = Segment.CLOSEST_FIRST.compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    // The longer one fits the path of the shorter one only if the rest of it is {**}.
    return Integer.compare(one.size(), other.size());
  }
}
