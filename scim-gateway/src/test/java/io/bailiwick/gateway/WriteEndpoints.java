package io.bailiwick.gateway;

import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The endpoints that could write, by their methods: POST, PUT, PATCH and DELETE. */
final class WriteEndpoints {
  static final String ORGANIZATION = "/organizations/{organization}";
  static final String SCIM = "/scim/v2/{organization}";

  /** The endpoints that could write, and have no event, with the reason. */
  static final Map<String, String> WITHOUT_EVENT =
      Map.ofEntries(
          Map.entry("POST " + SCIM + "/Users/.search", "reads"),
          Map.entry("POST " + SCIM + "/Groups/.search", "reads"),
          Map.entry("POST " + SCIM + "/Me", "is not offered"),
          Map.entry("PUT " + SCIM + "/Me", "is not offered"),
          Map.entry("PATCH " + SCIM + "/Me", "is not offered"),
          Map.entry("DELETE " + SCIM + "/Me", "is not offered"),
          Map.entry("POST /clients", "checks know no clients"),
          Map.entry("DELETE /clients/{client}", "checks know no clients"),
          Map.entry("POST /signing-keys", "enforcers fetch keys from /oauth2/jwks"),
          Map.entry("DELETE /signing-keys", "enforcers fetch keys from /oauth2/jwks"),
          Map.entry("POST /republication", "publishes later, and only known states"),
          Map.entry("POST " + ORGANIZATION + "/republication", "repeats known states"),
          Map.entry("POST " + ORGANIZATION + "/connections", "only the gateway uses connections"),
          Map.entry("PATCH " + ORGANIZATION + "/connections/{id}", "only the gateway uses them"),
          Map.entry("DELETE " + ORGANIZATION + "/connections/{id}", "only the gateway uses them"),
          Map.entry("POST " + ORGANIZATION + "/connections/{id}/test", "changes nothing yet"),
          Map.entry("POST " + ORGANIZATION + "/connections/{id}/enable", "ends no session"),
          Map.entry("POST " + ORGANIZATION + "/connections/{id}/disable", "ends no session"),
          Map.entry("POST " + ORGANIZATION + "/invitations", "counts when the person comes"),
          Map.entry("POST " + ORGANIZATION + "/invitations/withdraw", "counts for later sign-ins"),
          Map.entry("POST " + ORGANIZATION + "/mappings/preview", "reads"),
          Map.entry("POST " + ORGANIZATION + "/dry-run", "reads"),
          Map.entry("PUT " + ORGANIZATION + "/assertions", "only the gateway uses them"),
          Map.entry("POST " + ORGANIZATION + "/scim-tokens", "only the gateway uses SCIM tokens"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/scim-tokens/{keyId}", "only the gateway uses them"),
          Map.entry("POST " + ORGANIZATION + "/scim/self-test", "removes what it creates"),
          Map.entry("PUT " + ORGANIZATION + "/scim/schemas/{urn}", "events have no extensions"),
          Map.entry("DELETE " + ORGANIZATION + "/scim/schemas/{urn}", "events have no extensions"),
          Map.entry("POST /oauth2/authorize", "forwards the browser"),
          Map.entry("POST /oauth2/token", "enforcers verify tokens by their session"),
          Map.entry("POST /oauth2/revoke", "ends refresh tokens; access tokens expire"),
          Map.entry("POST /oauth2/userinfo", "reads"));

  private WriteEndpoints() {}

  /** Returns the endpoints of the gateway's classes, and those of the outbox. */
  static Set<String> all() throws IOException {
    ClassLoader loader = WriteEndpoints.class.getClassLoader();
    Path root = Path.of("target/classes");
    try (Stream<Path> files = Files.walk(root.resolve("io/bailiwick/gateway"))) {
      Set<String> found =
          new TreeSet<>(Set.of("POST /republication", "POST " + ORGANIZATION + "/republication"));
      for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace(".class", "").replace('/', '.');
        endpoints(Class.forName(name, false, loader)).forEach(found::add);
      }
      return found;
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> endpoints(Class<?> type) {
    return type.isAnnotationPresent(jakarta.ws.rs.Path.class)
        ? Stream.of(type.getMethods())
            .flatMap(method -> verbs(method).map(verb -> verb + " " + path(type, method)))
        : Stream.empty();
  }

  private static Stream<String> verbs(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
        .map(HttpMethod::value)
        .filter(verb -> !Set.of("GET", "HEAD", "OPTIONS").contains(verb));
  }

  private static String path(Class<?> type, Method method) {
    var above = type.getAnnotation(jakarta.ws.rs.Path.class);
    var below = method.getAnnotation(jakarta.ws.rs.Path.class);
    String path = above.value() + "/" + (below == null ? "" : below.value());
    return ("/" + path).replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }
}
