package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.ScimRequestLog;
import io.bailiwick.gateway.scim.log.About;
import io.bailiwick.gateway.scim.log.Mask;
import io.bailiwick.gateway.scim.log.ScimRequest;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Around every SCIM request: limits how many there are, and logs each for the administrator. */
public class ScimFilters {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final int CLIENT_ERROR = 400;
  private static final Set<String> CHANGES = Set.of("PUT", "PATCH");

  private final ScimCaller caller;
  private final Exchange exchange;
  private final RateLimits limits;
  private final ScimRequestLog log;

  ScimFilters(ScimCaller caller, Exchange exchange, RateLimits limits, ScimRequestLog log) {
    this.caller = caller;
    this.exchange = exchange;
    this.limits = limits;
    this.log = log;
  }

  @ServerRequestFilter
  @ScimEndpoint
  public @Nullable Response limit(ContainerRequestContext request) {
    String organization = caller.organization();
    exchange.from(organization, caller.token());
    if (limits.admits(organization)) {
      return null;
    }
    String method = request.getMethod();
    boolean deletes = method.equals("DELETE") && isUser(request);
    if (deletes && limits.admitsDeactivations(organization, 1)) {
      return null;
    }
    boolean mayDeactivate =
        (CHANGES.contains(method) && isUser(request))
            || (method.equals("POST") && path(request).equals(List.of("Bulk")));
    if (!mayDeactivate) {
      return ScimErrors.response(RateLimits.tooMuch().error());
    }
    // Its body tells.
    exchange.overRate();
    return null;
  }

  private static boolean isUser(ContainerRequestContext request) {
    List<String> path = path(request);
    return path.size() == 2 && path.getFirst().equals("Users");
  }

  /** What came without a token that counts is no organization's. */
  @ServerResponseFilter
  @ScimEndpoint
  public void log(ContainerRequestContext request, ContainerResponseContext response) {
    exchange
        .organization()
        .ifPresent(organization -> log.add(logged(organization, request, response)));
  }

  private ScimRequest logged(
      String organization, ContainerRequestContext request, ContainerResponseContext response) {
    URI uri = request.getUriInfo().getRequestUri();
    Optional<JsonNode> error = error(response);
    return new ScimRequest(
        IDS.generate(),
        organization,
        exchange.at(),
        exchange.token().orElseThrow(),
        request.getMethod(),
        Mask.text("/" + String.join("/", path(request)) + query(uri)),
        resource(request, response),
        About.of(
            exchange.body(),
            Optional.ofNullable(request.getUriInfo().getQueryParameters().getFirst("filter"))),
        response.getStatus(),
        error.map(json -> json.path("scimType").textValue()),
        error.map(json -> Mask.text(json.path("detail").asText())),
        exchange.micros(),
        exchange.body().map(Mask::body));
  }

  private static String query(URI uri) {
    return Optional.ofNullable(uri.getQuery()).map(query -> "?" + query).orElse("");
  }

  /** The segments below the SCIM base. */
  private static List<String> path(ContainerRequestContext request) {
    return request.getUriInfo().getPathSegments().stream()
        .map(segment -> segment.getPath())
        .skip(3)
        .toList();
  }

  private static Optional<String> resource(
      ContainerRequestContext request, ContainerResponseContext response) {
    Optional<String> made =
        Optional.ofNullable(response.getHeaderString("Location"))
            .map(location -> location.substring(location.lastIndexOf('/') + 1));
    List<String> path = path(request);
    Optional<String> named =
        path.size() == 2 && !path.getLast().startsWith(".") ? Optional.of(path.getLast()) : made;
    // What is no id of ours is nothing to search for.
    return named.filter(id -> id.matches("[A-Za-z0-9_-]{1,64}"));
  }

  private static Optional<JsonNode> error(ContainerResponseContext response) {
    if (response.getStatus() < CLIENT_ERROR) {
      return Optional.empty();
    }
    try {
      return switch (response.getEntity()) {
        case byte[] bytes -> Optional.of(StrictJson.object(bytes));
        case String text -> Optional.of(StrictJson.object(text.getBytes(StandardCharsets.UTF_8)));
        case null, default -> Optional.empty();
      };
    } catch (BadJson notOurs) {
      return Optional.empty();
    }
  }
}
