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

  /** A body and its media type; the value is written as JSON. */
  record Body(String mediaType, Object value) {}
}
