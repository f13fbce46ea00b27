package io.bailiwick.gateway.sso;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.bailiwick.gateway.pages.Redirect;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A platform service's authorization request that waits for a sign-in: a query string. */
public final class WaitingRequest {
  /** The parameter by which a request states that the person has signed in for it. */
  public static final String SIGNED_IN = "signed_in";

  private static final int LONGEST = 2048;

  private WaitingRequest() {}

  /** Returns the text from a page if it can be a query string; otherwise an empty text. */
  static String bounded(String request) {
    return request.length() <= LONGEST
            && request.matches("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+")
        ? request
        : "";
  }

  /**
   * Returns the link by which a person returns to the service, with the reason. The authorization
   * endpoint checks the request's redirect URI as always.
   *
   * @param error an error code of OAuth 2.0 or OpenID Connect
   */
  static String back(String request, String error) {
    return "/oauth2/authorize?" + request + "&refused=" + error;
  }

  /** Returns the request after the person has signed in as it required; no page asks again. */
  public static String satisfied(String request) {
    Map<String, List<String>> parameters = new LinkedHashMap<>(URLUtils.parseParameters(request));
    parameters.keySet().removeAll(Set.of("prompt", "max_age"));
    parameters.put(SIGNED_IN, List.of("true"));
    return URLUtils.serializeParameters(parameters);
  }

  /** Continues the request, which the authorization endpoint checks like any other. */
  static Response answer(String request) {
    return Redirect.to("/oauth2/authorize?" + request);
  }
}
