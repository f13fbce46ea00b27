package io.bailiwick.service;

/** The form in which a service tells a caller what went wrong: each protocol has its own. */
public interface ErrorForm {

  /**
   * The body of an error.
   *
   * @param path the request's path
   * @param status the HTTP status
   * @param detail what is wrong and what to do about it, for the caller
   */
  Body body(String path, int status, String detail);

  /**
   * The media types of bodies that are taken, for the caller.
   *
   * @param path the request's path
   */
  default String mediaTypes(String path) {
    return "application/json";
  }

  /**
   * What a token lacks, for the caller.
   *
   * @param scope the scope that the endpoint asks for
   */
  default String lacking(String scope) {
    return "The bearer token lacks the scope " + scope + ".";
  }

  /** A body and its media type; the value is written as JSON. */
  record Body(String mediaType, Object value) {}
}
