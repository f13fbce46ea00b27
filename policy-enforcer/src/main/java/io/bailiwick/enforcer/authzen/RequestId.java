package io.bailiwick.enforcer.authzen;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives {@code X-Request-ID} back, on errors too (AuthZEN 1.0 section 10.1.3). */
final class RequestId {
  private static final String HEADER = "X-Request-ID";
  private static final int LONGEST = 200;

  @ServerResponseFilter
  void echo(ContainerRequestContext request, ContainerResponseContext response) {
    String id = request.getHeaderString(HEADER);
    if (id != null && id.length() <= LONGEST) {
      response.getHeaders().putSingle(HEADER, id);
    }
  }
}
