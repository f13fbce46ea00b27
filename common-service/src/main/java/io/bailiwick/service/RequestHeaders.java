package io.bailiwick.service;

import io.bailiwick.json.StrictJson;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Looks at headers that would otherwise spoil an answer whose effect is committed already: a
 * request without {@code Host} is refused (RFC 9112, section 3.2), an empty {@code Accept} is as
 * none (RFC 9110, section 12.5.1).
 */
@ApplicationScoped
class RequestHeaders {
  private static final int BEFORE_ALL = Integer.MAX_VALUE / 2 - 1;

  private final ErrorForm form;

  RequestHeaders(ErrorForm form) {
    this.form = form;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ALL);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = request.getHeader("Accept");
    if (accept != null && accept.isBlank()) {
      request.headers().remove("Accept");
    }
    if (request.authority() != null) {
      context.next();
      return;
    }
    ErrorForm.Body body =
        form.body(String.valueOf(request.path()), 400, "The Host header is required.");
    context
        .response()
        .setStatusCode(400)
        .putHeader("Content-Type", body.mediaType())
        .end(Buffer.buffer(StrictJson.write(body.value())));
  }
}
