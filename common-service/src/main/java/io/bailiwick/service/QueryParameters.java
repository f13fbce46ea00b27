package io.bailiwick.service;

import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Compares a request's query parameters with those of the resource method. */
@Singleton
class QueryParameters {
  private final Map<Method, SortedSet<String>> declared = new ConcurrentHashMap<>();

  @ServerRequestFilter
  @StrictQuery
  public void check(ResourceInfo resource, UriInfo uri) {
    SortedSet<String> known =
        declared.computeIfAbsent(resource.getResourceMethod(), QueryParameters::of);
    for (String name : uri.getQueryParameters().keySet()) {
      if (!known.contains(name)) {
        throw new Refusal(
            Problem.of(
                400,
                name,
                name
                    + " is not known here. "
                    + (known.isEmpty()
                        ? "No query parameters are."
                        : "Query parameters are: " + String.join(", ", known) + ".")));
      }
    }
  }

  /** The names of the query parameters that a resource method declares. */
  static SortedSet<String> of(Method method) {
    SortedSet<String> names = new TreeSet<>();
    Arrays.stream(method.getParameters())
        .flatMap(QueryParameters::elements)
        .map(element -> element.getAnnotation(QueryParam.class))
        .filter(annotation -> annotation != null)
        .forEach(annotation -> names.add(annotation.value()));
    return names;
  }

  private static Stream<? extends AnnotatedElement> elements(Parameter parameter) {
    return parameter.isAnnotationPresent(BeanParam.class)
        ? Arrays.stream(parameter.getType().getDeclaredFields())
        : Stream.of(parameter);
  }
}
