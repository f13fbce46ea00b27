package io.bailiwick.service;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The methods that each path has, for the {@code Allow} header (RFC 9110 section 10.2.1). Quarkus
 * REST names none with its 405, and its answer to OPTIONS has methods of other paths.
 */
@Singleton
public class ResourceMethods {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
  private static final String SEGMENT = "[^/]+";

  private final List<Endpoint> endpoints;

  ResourceMethods(BeanManager beans) {
    this.endpoints =
        endpoints(
            beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .collect(Collectors.toUnmodifiableSet()));
  }

  /** Returns the methods of a path in the order of their names; empty if it has no endpoint. */
  public Set<String> of(String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.path().matcher(path).matches())
        .findFirst()
        .<Set<String>>map(Endpoint::methods)
        .orElse(Set.of());
  }

  /** Returns the endpoints of resource classes; literal paths precede paths with parameters. */
  static List<Endpoint> endpoints(Set<Class<?>> resources) {
    Map<String, SortedSet<String>> methods = new HashMap<>();
    for (Class<?> resource : resources) {
      String base = resource.getAnnotation(Path.class).value();
      for (Method method : resource.getMethods()) {
        Path path = method.getAnnotation(Path.class);
        String whole = ("/" + base + "/" + (path == null ? "" : path.value()));
        Arrays.stream(method.getAnnotations())
            .map(Annotation::annotationType)
            .map(type -> type.getAnnotation(HttpMethod.class))
            .filter(http -> http != null)
            .forEach(
                http ->
                    methods
                        .computeIfAbsent(template(whole), any -> new TreeSet<>())
                        .add(http.value()));
      }
    }
    List<Endpoint> endpoints = new ArrayList<>();
    methods.forEach((template, named) -> endpoints.add(Endpoint.of(template, named)));
    endpoints.sort(Comparator.comparingInt(Endpoint::literals).reversed());
    return endpoints;
  }

  /** Returns a path whose parameters are all {@code {}}, whatever their names. */
  private static String template(String path) {
    String plain = path.replaceAll("/+", "/");
    String whole = plain.length() > 1 ? plain.replaceAll("/$", "") : plain;
    return PARAMETER.matcher(whole).replaceAll("{}");
  }

  /**
   * A path and its methods.
   *
   * @param path matches the paths of the endpoint
   * @param literals the number of characters outside parameters
   */
  record Endpoint(Pattern path, int literals, SortedSet<String> methods) {
    static Endpoint of(String template, SortedSet<String> named) {
      SortedSet<String> methods = new TreeSet<>(named);
      methods.add(HttpMethod.OPTIONS);
      if (named.contains(HttpMethod.GET)) {
        methods.add(HttpMethod.HEAD);
      }
      Matcher parameters = PARAMETER.matcher(template);
      String expression =
          Arrays.stream(template.split("\\{}", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(SEGMENT));
      return new Endpoint(
          Pattern.compile(expression + "/?"), parameters.replaceAll("").length(), methods);
    }
  }
}
