package io.bailiwick.service;

import io.bailiwick.json.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** The form of a service's errors for its callers; each protocol has its own. */
public interface ErrorForm {

  /**
   * Returns the body of an error.
   *
   * @param path the request's path
   * @param status the HTTP status
   * @param detail the error and its remedy, for the caller
   */
  Body body(String path, int status, String detail);

  /**
   * Answers a request with an error from a filter, before any endpoint has it.
   *
   * @param path the request's path
   * @param status the HTTP status
   * @param detail the error and its remedy, for the caller
   */
  default void answer(RoutingContext context, String path, int status, String detail) {
    Body body = body(path, status, detail);
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", body.mediaType())
        .end(Buffer.buffer(StrictJson.write(body.value())));
  }

  /**
   * The names of the accepted media types of bodies, for the caller.
   *
   * @param path the request's path
   */
  default String mediaTypes(String path) {
    return "application/json";
  }

  /**
   * Returns the message about a missing scope of a token, for the caller.
   *
   * @param scope the scope that the endpoint requires
   */
  default String lacking(String scope) {
    return "The bearer token lacks the scope " + scope + ".";
  }

  /** A body and its media type; the value is written as JSON. */
  record Body(String mediaType, Object value) {}
}
