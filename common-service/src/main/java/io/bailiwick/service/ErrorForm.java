package io.bailiwick.service;

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
   * Returns the names of the accepted media types of bodies, for the caller.
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
