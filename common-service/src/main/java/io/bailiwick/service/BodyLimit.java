package io.bailiwick.service;

import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.AUTHORIZATION;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers 413, naming the limit, if {@code Content-Length} exceeds the greatest body size. Quarkus
 * rejects such a body without an explanation. It also rejects a body whose length is known only at
 * its end.
 */
@ApplicationScoped
class BodyLimit {
  /** Runs after a service's own limits and before anything reads the body. */
  private static final int BEFORE_READING = AUTHORIZATION + 1;

  private final ErrorForm form;
  private final long most;

  BodyLimit(
      ErrorForm form, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.form = form;
    this.most = most.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_READING);
  }

  private void check(RoutingContext context) {
    if (length(context.request().getHeader(HttpHeaders.CONTENT_LENGTH)) <= most) {
      context.next();
      return;
    }
    String path = String.valueOf(context.request().path());
    if (context.request().version() != HttpVersion.HTTP_2) {
      // The unread body must not be taken for the next request; HTTP/2 has no such header.
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    form.answer(context, path, 413, "The body is larger than " + most + " bytes.");
  }

  /** Returns 0 for an invalid length, which HTTP handles. */
  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
