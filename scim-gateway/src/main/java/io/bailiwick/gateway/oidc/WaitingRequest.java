package io.bailiwick.gateway.oidc;

import io.bailiwick.gateway.pages.Redirect;
import jakarta.ws.rs.core.Response;

/** A platform service's authorization request that waits for a sign-in: a query string. */
final class WaitingRequest {
  private static final int LONGEST = 2048;

  private WaitingRequest() {}

  /** What came back from a page, if it can be a query string; else an empty text. */
  static String bounded(String request) {
    return request.length() <= LONGEST
            && request.matches("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+")
        ? request
        : "";
  }

  /**
   * The link by which a person goes back to the service, which is told why: the request's redirect
   * URI is checked there as ever.
   *
   * @param error an error code of OAuth 2.0 or OpenID Connect
   */
  static String back(String request, String error) {
    return "/oauth2/authorize?" + request + "&refused=" + error;
  }

  /** Goes on with it: it is checked there as any other. */
  static Response answer(String request) {
    return Redirect.to("/oauth2/authorize?" + request);
  }
}
