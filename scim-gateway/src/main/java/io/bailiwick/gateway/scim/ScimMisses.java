package io.bailiwick.gateway.scim;

import io.bailiwick.service.ErrorResponses;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers and logs requests that reach no endpoint. The filters of {@link ScimFilters} do not run
 * for them.
 */
@Singleton
class ScimMisses {
  private static final String BASE = "/scim/v2/";

  private final ErrorResponses errors;
  private final CurrentIdentityAssociation caller;
  private final RequestLogger log;

  ScimMisses(ErrorResponses errors, CurrentIdentityAssociation caller, RequestLogger log) {
    this.errors = errors;
    this.caller = caller;
    this.log = log;
  }

  @ServerExceptionMapper({
    NotFoundException.class,
    NotAllowedException.class,
    NotAcceptableException.class,
    NotSupportedException.class
  })
  Uni<Response> missed(WebApplicationException e, UriInfo uri, ContainerRequestContext request) {
    Response answer = errors.other(e, uri, request);
    if (!uri.getPath().startsWith(BASE)) {
      return Uni.createFrom().item(answer);
    }
    Response response =
        e instanceof NotSupportedException
            ? Response.fromResponse(answer)
                .header(HttpHeaders.ACCEPT, ScimMedia.TYPE + ", " + ScimMedia.JSON)
                .build()
            : answer;
    // The sender is not identified before a request reaches an endpoint.
    return caller
        .getDeferredIdentity()
        .invoke(
            () -> log.add(request, response.getStatus(), response.getEntity(), Optional.empty()))
        .replaceWith(response)
        // A failure to identify the sender does not matter here.
        .onFailure()
        .recoverWithItem(response);
  }
}
