package io.bailiwick.enforcer.edge.routes;

import io.bailiwick.enforcer.decision.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapping of requests to checks. A request that fits no route is denied. */
public final class Routes {

  /** The mapping of an edge that is switched off. */
  public static final Routes NONE = new Routes(Optional.empty(), List.of());

  private final Optional<String> cookie;
  private final List<Route> ordered;

  /** The same routes in the same order, as a service has them that ignores the case of paths. */
  private final List<Route> inLowerCase;

  private Routes(Optional<String> cookie, List<Route> ordered) {
    this.cookie = cookie;
    this.ordered = List.copyOf(ordered);
    this.inLowerCase = ordered.stream().map(Route::inLowerCase).toList();
  }

  /**
   * Reads a mapping that keeps to edge.schema.json; the schema has the rules of its form.
   *
   * @param form the mapping as maps, lists and texts
   * @param actions the actions of the catalogue
   * @throws BadRoute if the routes contradict themselves, one another, or the catalogue
   */
  public static Routes read(Map<String, ?> form, Set<String> actions) {
    List<Route> routes = new ArrayList<>();
    Map<String, String> forms = new HashMap<>();
    List<?> listed = (List<?>) Objects.requireNonNull(form.get("routes"));
    for (int i = 0; i < listed.size(); i++) {
      Map<?, ?> one = (Map<?, ?>) listed.get(i);
      String text = String.valueOf(one.get("route"));
      try {
        Route route = Route.of(text, treatment(one, actions));
        String other = forms.put(route.form(), text);
        if (other != null) {
          throw new IllegalArgumentException("fits the same requests as \"" + other + "\"");
        }
        routes.add(route);
      } catch (IllegalArgumentException e) {
        throw new BadRoute(i, String.valueOf(e.getMessage()), e);
      }
    }
    routes.sort(Route.CLOSEST_FIRST);
    return new Routes(
        Optional.ofNullable((Map<?, ?>) form.get("session"))
            .flatMap(session -> text(session, "cookie"))
            .map(Template::text),
        routes);
  }

  private static Treatment treatment(Map<?, ?> form, Set<String> actions) {
    if (form.get("action") == null) {
      return new Treatment.Open();
    }
    String action = String.valueOf(form.get("action"));
    if (!actions.contains(action)) {
      throw new IllegalArgumentException(
          "has the action \"" + action + "\", which the catalogue does not list");
    }
    Map<?, ?> resource = (Map<?, ?>) Objects.requireNonNull(form.get("resource"));
    Map<?, ?> properties =
        resource.get("properties") instanceof Map<?, ?> stated ? stated : Map.of();
    Template type = text(resource, "type").orElseThrow();
    if (type.isFixed()
        && ResourceKind.of(type.text().toLowerCase(Locale.ROOT)) == ResourceKind.UNKNOWN) {
      throw new IllegalArgumentException(
          "has the resource type \"" + type.text() + "\", which is none of the check");
    }
    return new Treatment.Asking(
        action,
        Boolean.TRUE.equals(form.get("anonymous")),
        type,
        text(resource, "id").orElseThrow(),
        text(properties, "owner"),
        text(properties, "visibility"),
        text(properties, "resource_group"),
        Optional.ofNullable((Map<?, ?>) properties.get("destination"))
            .map(
                to ->
                    new Treatment.To(
                        text(to, "owner"), text(to, "visibility"), text(to, "resource_group"))));
  }

  private static Optional<Template> text(Map<?, ?> form, String member) {
    @Nullable Object value = form.get(member);
    return value == null ? Optional.empty() : Optional.of(new Template(String.valueOf(value)));
  }

  /** Returns the cookie with the session token; empty if only {@code Authorization} has one. */
  public Optional<String> cookie() {
    return cookie;
  }

  /** Returns whether the edge is switched off. */
  public boolean isEmpty() {
    return ordered.isEmpty();
  }

  /**
   * Returns the treatment of a request.
   *
   * @param uri the path and the query, as the client has sent them
   */
  public Found find(String method, String uri) {
    Optional<Target> target = Target.of(method, uri);
    if (target.isEmpty()) {
      return new Found.Ambiguous();
    }
    int exact = first(ordered, target.get());
    // A service that ignores the case of a path would take another route than this one.
    if (exact != first(inLowerCase, target.get().inLowerCase())) {
      return new Found.Ambiguous();
    }
    return exact < 0 ? new Found.Unmapped() : found(ordered.get(exact), target.get());
  }

  /** Returns the position of the first route that fits; -1 if none does. */
  private static int first(List<Route> routes, Target target) {
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).values(target).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  private static Found found(Route route, Target target) {
    return switch (route.treatment()) {
      case Treatment.Open _ -> new Found.Open();
      case Treatment.Asking asking ->
          new Found.Asked(asking.check(route.values(target).orElseThrow()), asking.anonymous());
    };
  }

  /** The treatment of one request. */
  public sealed interface Found {
    /** The path has spellings that services read differently. */
    record Ambiguous() implements Found {}

    /** No route fits. */
    record Unmapped() implements Found {}

    /** Everyone may pass. */
    record Open() implements Found {}

    /**
     * The check decides.
     *
     * @param anonymous whether a request without a session passes
     */
    record Asked(MappedCheck check, boolean anonymous) implements Found {}
  }

  /** A route that cannot be used. */
  public static final class BadRoute extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int index;

    BadRoute(int index, String message, Throwable cause) {
      super(message, cause);
      this.index = index;
    }

    /** Returns the position of the route in the file. */
    public int index() {
      return index;
    }
  }
}
