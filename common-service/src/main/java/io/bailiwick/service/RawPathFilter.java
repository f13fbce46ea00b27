package io.bailiwick.service;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers 400 to an ambiguous path before authentication and routing see it. */
@ApplicationScoped
class RawPathFilter {
  private static final int BEFORE_ALL = Integer.MAX_VALUE / 2;

  private final ErrorForm form;

  RawPathFilter(ErrorForm form) {
    this.form = form;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ALL);
  }

  private void check(RoutingContext context) {
    // The path, not the URI: an absolute URI (RFC 9112 section 3.2.2) begins with a scheme.
    String path = String.valueOf(context.request().path());
    if (!RawPath.isAmbiguous(path)) {
      context.next();
      return;
    }
    form.answer(
        context, path, 400, "The path has " + String.join(" and ", RawPath.faults(path)) + ".");
  }
}
