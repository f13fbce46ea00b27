package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.callers.Callers;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Answers evaluations ahead of Quarkus' own handlers, which cost more than the decision. A request
 * that is out of the ordinary goes on to {@link AccessResource}, which answers it with the same
 * {@link Evaluations}: by a caller whose token is not yet verified, with a long body or one of
 * another type, or with unusual headers.
 */
@Singleton
class AccessRoute {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  /** The digits of a body's length that cannot overflow. */
  private static final int DIGITS = 9;

  private final Evaluations evaluations;
  private final Callers callers;
  private final int longest;

  AccessRoute(Evaluations evaluations, Callers callers, EnforcerSettings settings) {
    this.evaluations = evaluations;
    this.callers = callers;
    this.longest = settings.maxBodyBytes();
  }

  void register(@Observes Router router) {
    register(router, "/evaluation", evaluations::evaluation);
    register(router, "/evaluations", evaluations::evaluations);
  }

  private void register(Router router, String name, Evaluations.Api api) {
    String path = AccessResource.PATH + name;
    router
        .route(HttpMethod.POST, path)
        .order(Integer.MIN_VALUE)
        .handler(context -> handle(context, path, api));
  }

  private void handle(RoutingContext context, String path, Evaluations.Api api) {
    HttpServerRequest request = context.request();
    SecurityIdentity caller = callers.known(request);
    if (caller == null || !caller.hasRole(AccessResource.SCOPE) || !isOrdinary(request, path)) {
      context.next();
      return;
    }
    RequestId.echo(context);
    Evaluations.Asker asker =
        Evaluations.Asker.of(caller, request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    request
        .body()
        .onSuccess(body -> api.answer(body.getBytes(), asker, reply -> send(context, reply)))
        .onFailure(context::fail);
    // Quarkus pauses a request until one of its own handlers reads it.
    request.resume();
  }

  private static void send(RoutingContext context, Evaluations.Reply reply) {
    if (context.response().ended()) {
      return;
    }
    if (reply.language() != null) {
      context.response().putHeader(HttpHeaders.CONTENT_LANGUAGE, reply.language().tag());
    }
    context
        .response()
        .setStatusCode(reply.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(Buffer.buffer(reply.body()));
  }

  /** Returns whether no handler of Quarkus would have something to say about it. */
  private boolean isOrdinary(HttpServerRequest request, String path) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return path.equals(request.path())
        && request.getHeader(HttpHeaders.HOST) != null
        && request.getHeader(HttpHeaders.EXPECT) == null
        && Evaluations.isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
        && isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH))
        && (accept == null || accept.equals("*/*") || accept.equals("application/json"));
  }

  private boolean isShort(@Nullable String length) {
    if (length == null || length.length() > DIGITS) {
      return false;
    }
    for (int i = 0; i < length.length(); i++) {
      if (length.charAt(i) < '0' || length.charAt(i) > '9') {
        return false;
      }
    }
    return Integer.parseInt(length) <= longest;
  }
}
