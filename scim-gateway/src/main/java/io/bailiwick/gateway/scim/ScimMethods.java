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
 * Which methods the endpoints of resources have, RFC 7644 section 3.2. Quarkus REST says that it
 * does not know a path where its class has the method, but for another path: that is 405, not 404.
 */
@Singleton
class ScimMethods {
  private static final Map<Pattern, String> METHODS =
      Map.of(
          Pattern.compile("/scim/v2/[^/]+/(Users|Groups)"), "GET, HEAD, OPTIONS, POST",
          Pattern.compile("/scim/v2/[^/]+/(Users|Groups)/[^/]+"),
              "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
          Pattern.compile("/scim/v2/[^/]+/Bulk"), "OPTIONS, POST");

  private final ErrorResponses errors;

  ScimMethods(ErrorResponses errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper
  Response unknown(NotFoundException e, UriInfo uri) {
    Optional<WebApplicationException> notAllowed =
        METHODS.entrySet().stream()
            .filter(known -> known.getKey().matcher(uri.getPath()).matches())
            .findFirst()
            .map(known -> notAllowed(known.getValue()));
    return errors.other(notAllowed.orElse(e), uri);
  }

  private static WebApplicationException notAllowed(String methods) {
    return new NotAllowedException(
        Response.status(Response.Status.METHOD_NOT_ALLOWED)
            .header(HttpHeaders.ALLOW, methods)
            .build());
  }
}
