package io.bailiwick.gateway.pages;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Sends a browser on. The address stands as it is given: JAX-RS would make an absolute one of a
 * path, out of the request's {@code Host} header, which anybody can write.
 */
public final class Redirect {
  private Redirect() {}

  /**
   * The answer that does it; not to be kept by a cache.
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
