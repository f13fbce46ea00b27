package io.bailiwick.gateway.scim;

import io.bailiwick.service.ErrorResponses;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * What reaches no endpoint, which no filter sees: answered, and logged. The methods that there are,
 * RFC 7644 section 3.2, are said here, for Quarkus REST names none with its 405, and below {@link
 * DiscoveryResource}'s path answers 404 instead.
 */
@Singleton
class ScimMisses {
  private static final String BASE = "/scim/v2/";
  private static final Map<Pattern, String> METHODS =
      Map.of(
          endpoint("(Users|Groups)"), "GET, HEAD, OPTIONS, POST",
          endpoint("(Users|Groups)/\\.search"), "OPTIONS, POST",
          endpoint("(Users|Groups)/(?!\\.search$)[^/]+"), "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
          endpoint("Bulk"), "OPTIONS, POST",
          endpoint("Me"), "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
          endpoint("(ServiceProviderConfig|(ResourceTypes|Schemas)(/[^/]+)?)"),
              "GET, HEAD, OPTIONS");

  private final ErrorResponses errors;
  private final CurrentIdentityAssociation caller;
  private final RequestLogger log;

  ScimMisses(ErrorResponses errors, CurrentIdentityAssociation caller, RequestLogger log) {
    this.errors = errors;
    this.caller = caller;
    this.log = log;
  }

  /** OPTIONS reaches no endpoint either: the list that Quarkus REST makes has methods of others. */
  @ServerRequestFilter(preMatching = true)
  public void options(ContainerRequestContext request) {
    if (request.getMethod().equals(HttpMethod.OPTIONS)
        && request.getUriInfo().getPath().startsWith(BASE)) {
      throw new NotFoundException();
    }
  }

  private static Pattern endpoint(String path) {
    return Pattern.compile(BASE + "[^/]+/" + path);
  }

  @ServerExceptionMapper({
    NotFoundException.class,
    NotAllowedException.class,
    NotAcceptableException.class,
    NotSupportedException.class
  })
  Uni<Response> missed(WebApplicationException e, UriInfo uri, ContainerRequestContext request) {
    if (!uri.getPath().startsWith(BASE)) {
      return Uni.createFrom().item(errors.other(e, uri));
    }
    Response response = response(e, uri, request);
    // Nobody has asked yet who sent it.
    return caller
        .getDeferredIdentity()
        .invoke(
            () -> log.add(request, response.getStatus(), response.getEntity(), Optional.empty()))
        .replaceWith(response)
        // Nor does it matter where that cannot be found out.
        .onFailure()
        .recoverWithItem(response);
  }

  private Response response(
      WebApplicationException e, UriInfo uri, ContainerRequestContext request) {
    if (e instanceof NotSupportedException) {
      return Response.fromResponse(errors.other(e, uri))
          .header(HttpHeaders.ACCEPT, ScimMedia.TYPE + ", " + ScimMedia.JSON)
          .build();
    }
    Optional<String> methods =
        e instanceof NotAcceptableException ? Optional.empty() : methods(uri.getPath());
    if (methods.isEmpty()) {
      return errors.other(e, uri);
    }
    return request.getMethod().equals(HttpMethod.OPTIONS)
        ? Response.ok().header(HttpHeaders.ALLOW, methods.get()).build()
        : errors.other(
            new NotAllowedException(
                Response.status(Response.Status.METHOD_NOT_ALLOWED)
                    .header(HttpHeaders.ALLOW, methods.get())
                    .build()),
            uri);
  }

  private static Optional<String> methods(String path) {
    return METHODS.entrySet().stream()
        .filter(known -> known.getKey().matcher(path).matches())
        .findFirst()
        .map(Map.Entry::getValue);
  }
}
