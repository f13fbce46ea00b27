package io.bailiwick.enforcer.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/**
 * Answers proxies over HTTP, with any method.
 *
 * <p>Each kind of proxy has a path of its own. A proxy passes on the headers of its client, so the
 * headers that another kind of proxy would set may come from the client.
 */
@Singleton
class EdgeRoute {
  private static final String EDGE = "/edge/v1/";
  private static final String ENVOY = EDGE + "check";

  private final Edge edge;

  EdgeRoute(Edge edge) {
    this.edge = edge;
  }

  void register(@Observes Router router) {
    if (edge.isOn()) {
      register(router, ENVOY + "/*", EdgeRoute::withPrefix);
      register(
          router,
          EDGE + "original",
          request -> named(request, EDGE + "original", "X-Original-Method", "X-Original-URI"));
      register(
          router,
          EDGE + "forwarded",
          request -> named(request, EDGE + "forwarded", "X-Forwarded-Method", "X-Forwarded-Uri"));
    }
  }

  private void register(
      Router router, String path, Function<HttpServerRequest, Original> original) {
    router
        .route(path)
        .order(Integer.MIN_VALUE)
        .handler(
            context -> {
              edge.check(original.apply(context.request()), verdict -> send(context, verdict));
              // Quarkus pauses a request until one of its own handlers reads it.
              context.request().resume();
            });
  }

  /** Envoy sends the request itself, with a prefix before its path. */
  private static Original withPrefix(HttpServerRequest request) {
    String uri = request.uri();
    return original(
        request,
        request.method().name(),
        uri.startsWith(ENVOY + "/") ? uri.substring(ENVOY.length()) : "");
  }

  /**
   * nginx and Traefik describe the request in headers of their own.
   *
   * <p>Vert.x also brings {@code /edge/v1/check/../original} here, because it normalizes paths.
   * That is a person's path by Envoy, whose headers are the person's.
   */
  private static Original named(HttpServerRequest request, String path, String method, String uri) {
    return path.equals(request.path())
        ? original(request, only(request, method), only(request, uri))
        : original(request, "", "");
  }

  /** Returns the only value of a header; empty if there is none or more than one. */
  private static String only(HttpServerRequest request, String header) {
    List<String> values = request.headers().getAll(header);
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static Original original(HttpServerRequest request, String method, String uri) {
    return new Original(method, uri, request.headers().names(), request.headers()::getAll);
  }

  private static void send(RoutingContext context, Verdict verdict) {
    HttpServerResponse response = context.response();
    if (response.ended()) {
      return;
    }
    response.setStatusCode(verdict.status());
    verdict.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(verdict.body()));
  }
}
