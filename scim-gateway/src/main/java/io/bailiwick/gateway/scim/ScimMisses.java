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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

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
    boolean other = e instanceof NotFoundException || e instanceof NotAllowedException;
    Response response = errors.other(other ? notAllowed(uri).orElse(e) : e, uri);
    if (!uri.getPath().startsWith(BASE)) {
      return Uni.createFrom().item(response);
    }
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

  private static Optional<WebApplicationException> notAllowed(UriInfo uri) {
    return METHODS.entrySet().stream()
        .filter(known -> known.getKey().matcher(uri.getPath()).matches())
        .findFirst()
        .map(
            known ->
                new NotAllowedException(
                    Response.status(Response.Status.METHOD_NOT_ALLOWED)
                        .header(HttpHeaders.ALLOW, known.getValue())
                        .build()));
  }
}
