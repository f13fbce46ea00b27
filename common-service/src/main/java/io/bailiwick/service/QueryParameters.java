package io.bailiwick.service;

import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Rejects query parameters and bodies that the resource method does not declare, with 400; see
 * {@link StrictQuery}.
 */
@Singleton
class QueryParameters {
  /** The length of an empty body: some clients send {@code {}} with every request. */
  private static final int LONGEST_NOTHING = 2;

  private static final Set<Class<? extends Annotation>> NO_BODY =
      Set.of(QueryParam.class, BeanParam.class, PathParam.class, HeaderParam.class, Context.class);

  private final Map<Method, SortedSet<String>> declared = new ConcurrentHashMap<>();

  @ServerRequestFilter
  @StrictQuery
  public void check(ResourceInfo resource, UriInfo uri, ContainerRequestContext request) {
    if (hasBody(request) && !takesBody(resource.getResourceMethod())) {
      throw new Refusal(Problem.of(400, "This request takes no body."));
    }
    SortedSet<String> known =
        declared.computeIfAbsent(resource.getResourceMethod(), QueryParameters::of);
    for (Map.Entry<String, List<String>> given : uri.getQueryParameters().entrySet()) {
      String name = given.getKey();
      if (known.contains(name) && given.getValue().size() > 1) {
        throw new Refusal(Problem.of(400, name, name + " is given twice."));
      }
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

  private static boolean hasBody(ContainerRequestContext request) {
    return request.getLength() > LONGEST_NOTHING
        || request.getHeaderString("Transfer-Encoding") != null;
  }

  private static boolean takesBody(Method method) {
    return Arrays.stream(method.getParameters())
        .anyMatch(parameter -> NO_BODY.stream().noneMatch(parameter::isAnnotationPresent));
  }

  /** Returns the names of the query parameters that a resource method declares. */
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
