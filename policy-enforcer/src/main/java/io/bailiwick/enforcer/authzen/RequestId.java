package io.bailiwick.enforcer.authzen;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Returns {@code X-Request-ID} to the caller, on errors of every kind too (AuthZEN 1.0 section
 * 10.1.3).
 */
@ApplicationScoped
class RequestId {
  private static final int FIRST = Integer.MAX_VALUE / 2 + 1;
  private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-ID");
  private static final int LONGEST = 200;

  void register(@Observes Filters filters) {
    filters.register(
        context -> {
          echo(context);
          context.next();
        },
        FIRST);
  }

  static void echo(RoutingContext context) {
    String id = context.request().getHeader(HEADER);
    if (id != null && id.length() <= LONGEST) {
      context.response().putHeader(HEADER, id);
    }
  }
}
