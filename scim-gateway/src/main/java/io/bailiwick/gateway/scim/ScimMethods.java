package io.bailiwick.gateway.scim;

import io.bailiwick.service.ErrorResponses;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Which methods the endpoints have, RFC 7644 section 3.2: others are 405. Quarkus REST names none
 * with its 405, and below {@link DiscoveryResource}'s path answers 404 instead.
 */
@Singleton
class ScimMethods {
  private static final Map<Pattern, String> METHODS =
      Map.of(
          endpoint("(Users|Groups)"), "GET, HEAD, OPTIONS, POST",
          endpoint("(Users|Groups)/[^/]+"), "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
          endpoint("Bulk"), "OPTIONS, POST",
          endpoint("(ServiceProviderConfig|(ResourceTypes|Schemas)(/[^/]+)?)"),
              "GET, HEAD, OPTIONS");

  private final ErrorResponses errors;

  ScimMethods(ErrorResponses errors) {
    this.errors = errors;
  }

  private static Pattern endpoint(String path) {
    return Pattern.compile("/scim/v2/[^/]+/" + path);
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException e, UriInfo uri) {
    return errors.other(notAllowed(uri).orElse(e), uri);
  }

  @ServerExceptionMapper
  Response notAllowed(NotAllowedException e, UriInfo uri) {
    return errors.other(notAllowed(uri).orElse(e), uri);
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
