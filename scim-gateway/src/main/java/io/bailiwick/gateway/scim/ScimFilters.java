package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.database.Urgency;
import io.bailiwick.gateway.scim.message.ErrorMessage;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * The filters around every SCIM request. They limit the number of requests, and log each for the
 * administrator.
 */
class ScimFilters {
  private static final Set<String> CHANGES = Set.of("PUT", "PATCH");

  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * The delay of a refusal, for which a client that retries at once has to wait. Without it,
   * thousands of refusals a second would keep the service as busy as the refused requests.
   */
  private static final Duration BEFORE_REFUSAL = Duration.ofMillis(250);

  /** The only accepted coding of bodies, stated as RFC 7694 section 3 prescribes. */
  private static final String PLAIN = "identity";

  private static final ErrorMessage ENCODED =
      ErrorMessage.of(415, "The body must not be compressed: no Content-Encoding is accepted.");

  private final ScimCaller caller;
  private final Exchange exchange;
  private final RateLimits limits;
  private final RequestLogger log;

  ScimFilters(ScimCaller caller, Exchange exchange, RateLimits limits, RequestLogger log) {
    this.caller = caller;
    this.exchange = exchange;
    this.limits = limits;
    this.log = log;
  }

  @ServerRequestFilter
  @ScimEndpoint
  @Nullable Response limit(ContainerRequestContext request) {
    exchange.begin();
    String organization = caller.organization();
    if (isSearch(request) && !request.getMethod().equals("POST")) {
      throw new NotAllowedException("POST");
    }
    String method = request.getMethod();
    boolean deletes = method.equals("DELETE") && isUser(request);
    if (deletes) {
      Urgency.mark();
    }
    exchange.mayDeactivate(
        (CHANGES.contains(method) && isUser(request))
            || (method.equals("POST") && RequestLogger.path(request).equals(List.of("Bulk"))));
    if (limits.admits(organization)) {
      return refusedCoding(request);
    }
    if (deletes && limits.admitsDeactivations(organization, 1)) {
      return null;
    }
    if (!exchange.mayDeactivate()) {
      return ScimErrors.response(RateLimits.tooMuch().error());
    }
    // The body shows whether the request takes access away.
    exchange.overRate();
    return null;
  }

  private static @Nullable Response refusedCoding(ContainerRequestContext request) {
    String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    return coding == null || coding.equalsIgnoreCase(PLAIN)
        ? null
        : Response.fromResponse(ScimErrors.response(ENCODED))
            .header(HttpHeaders.ACCEPT_ENCODING, PLAIN)
            .build();
  }

  private static boolean isSearch(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    return path.endsWith("/Users/.search") || path.endsWith("/Groups/.search");
  }

  private static boolean isUser(ContainerRequestContext request) {
    List<String> path = RequestLogger.path(request);
    return path.size() == 2 && path.getFirst().equals("Users");
  }

  @ServerResponseFilter
  @ScimEndpoint
  Uni<Void> log(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.hasEntity() && response.getMediaType() == null) {
      // The media type has no parameters (RFC 7644 section 8.1); Quarkus REST would add a charset.
      response
          .getHeaders()
          .putSingle(HttpHeaders.CONTENT_TYPE, ScimMedia.wanted(request.getAcceptableMediaTypes()));
    }
    log.add(
        request,
        response.getStatus(),
        response.getEntity(),
        Optional.ofNullable(response.getHeaderString(HttpHeaders.LOCATION)));
    Uni<Void> done = Uni.createFrom().voidItem();
    return response.getStatus() == TOO_MANY_REQUESTS
        ? done.onItem().delayIt().by(BEFORE_REFUSAL)
        : done;
  }
}
