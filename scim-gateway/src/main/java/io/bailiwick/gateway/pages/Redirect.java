package io.bailiwick.gateway.pages;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Redirects a browser. The address stays as it is given. JAX-RS would turn a path into an absolute
 * address from the request's {@code Host} header, which anyone can write.
 */
public final class Redirect {
  private Redirect() {}

  /**
   * Returns the redirect, which caches must not store.
   *
   * @param target a path of this service, or an absolute address
   */
  public static Response to(String target) {
    return Response.status(Response.Status.SEE_OTHER)
        .header(HttpHeaders.LOCATION, target)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
