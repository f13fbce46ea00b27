package io.bailiwick.service;

import io.bailiwick.json.StrictJson;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers 400 to an ambiguous path before authentication and routing see it. */
@ApplicationScoped
class RawPathFilter {
  private static final int BEFORE_ALL = Integer.MAX_VALUE / 2;

  void register(@Observes Filters filters) {
    filters.register(RawPathFilter::check, BEFORE_ALL);
  }

  private static void check(RoutingContext context) {
    if (!RawPath.isAmbiguous(context.request().uri())) {
      context.next();
      return;
    }
    context
        .response()
        .setStatusCode(400)
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(
            Buffer.buffer(
                StrictJson.write(
                    Problem.of(400, "The path holds an encoded or doubled separator."))));
  }
}
