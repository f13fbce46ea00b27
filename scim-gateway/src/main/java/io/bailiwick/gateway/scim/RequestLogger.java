package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.scim.log.Mask;
import io.bailiwick.gateway.scim.log.RequestSubject;
import io.bailiwick.gateway.scim.log.ScimRequest;
import io.bailiwick.gateway.scim.log.ScimRequestLog;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Logs requests and their answers for the organization's administrator, masked by {@link Mask}. A
 * request without a valid SCIM token belongs to no organization and is not logged.
 */
@ApplicationScoped
class RequestLogger {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final int CLIENT_ERROR = 400;

  private final ScimCaller caller;
  private final Exchange exchange;
  private final ScimRequestLog log;

  RequestLogger(ScimCaller caller, Exchange exchange, ScimRequestLog log) {
    this.caller = caller;
    this.exchange = exchange;
    this.log = log;
  }

  /**
   * Logs a request, once at most.
   *
   * @param entity the body of the answer, which is read for the error message
   * @param location the URL of the resource that the request has created
   */
  void add(
      ContainerRequestContext request,
      int status,
      @Nullable Object entity,
      Optional<String> location) {
    if (caller.isKnown() && exchange.isFirstLogged()) {
      log.add(logged(request, status, entity, location));
    }
  }

  private ScimRequest logged(
      ContainerRequestContext request,
      int status,
      @Nullable Object entity,
      Optional<String> location) {
    List<String> path = path(request);
    Optional<String> resource = resource(path, location);
    Optional<JsonNode> error = status < CLIENT_ERROR ? Optional.empty() : error(entity);
    return new ScimRequest(
        IDS.construct(exchange.at().toEpochMilli()),
        caller.organization(),
        exchange.at(),
        caller.token(),
        request.getMethod(),
        Mask.target(path, Optional.ofNullable(request.getUriInfo().getRequestUri().getRawQuery())),
        resource,
        RequestSubject.of(
            exchange.body(),
            // The filter of a request on one resource does not search for a person.
            Optional.ofNullable(request.getUriInfo().getQueryParameters().getFirst("filter"))
                .filter(filter -> resource.isEmpty())),
        status,
        error.map(json -> json.path("scimType").textValue()),
        error.map(json -> Mask.detail(json.path("detail").asText())),
        exchange.micros(),
        exchange.body().map(Mask::body));
  }

  /** Returns the decoded segments of the path below {@code /scim/v2/{organization}}. */
  static List<String> path(ContainerRequestContext request) {
    return request.getUriInfo().getPathSegments().stream()
        .map(segment -> segment.getPath())
        .skip(3)
        .toList();
  }

  private static Optional<String> resource(List<String> path, Optional<String> location) {
    Optional<String> named =
        path.size() == 2 && !path.getLast().startsWith(".")
            ? Optional.of(path.getLast())
            : location.map(made -> made.substring(made.lastIndexOf('/') + 1));
    // The administrator searches by id, so a text that cannot be an id is left out.
    return named.filter(id -> id.matches("[A-Za-z0-9_-]{1,64}"));
  }

  private static Optional<JsonNode> error(@Nullable Object entity) {
    try {
      return switch (entity) {
        case byte[] bytes -> Optional.of(StrictJson.object(bytes));
        case String text -> Optional.of(StrictJson.object(text.getBytes(StandardCharsets.UTF_8)));
        case null, default -> Optional.empty();
      };
    } catch (BadJson notOurs) {
      return Optional.empty();
    }
  }
}
