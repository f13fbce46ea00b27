package io.bailiwick.service;

import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.AUTHORIZATION;

import io.bailiwick.json.StrictJson;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers 413 to a body that says it is longer than any may be, and says the limit. Quarkus refuses
 * it too, but without a word; it also refuses a body whose length only its end shows.
 */
@ApplicationScoped
class BodyLimit {
  /** After a service's own limits, before anything reads. */
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
    ErrorForm.Body body = form.body(path, 413, "The body is larger than " + most + " bytes.");
    context
        .response()
        .setStatusCode(413)
        .putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType())
        // What was not read is not taken for the next request.
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(Buffer.buffer(StrictJson.write(body.value())));
  }

  /** What is no length is left to HTTP. */
  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
