package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.scim.log.RequestQuery;
import io.bailiwick.gateway.scim.log.ScimRequest;
import io.bailiwick.gateway.scim.log.ScimRequestLog;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Searches and exports the SCIM requests of an organization with their answers, for the platform's
 * operator.
 */
@Path("/organizations/{organization}/scim-requests")
@Tag(name = "SCIM requests")
@RolesAllowed(Operator.SCOPE)
@Cancellable(false)
@StrictQuery
public class ScimRequestsResource {
  private static final String NDJSON = "application/x-ndjson";

  private final ScimRequestLog log;

  ScimRequestsResource(ScimRequestLog log) {
    this.log = log;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Find SCIM requests of the last 90 days, the newest first")
  public Uni<Page> list(
      @PathParam("organization") String organization,
      @BeanParam Query query,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return log.find(organization, query.wanted(), size)
        .map(
            found -> {
              List<View> requests =
                  found.orElseThrow(OrganizationsResource::noOrganization).stream()
                      .map(View::of)
                      .toList();
              return new Page(
                  requests,
                  requests.size() < size ? Optional.empty() : Optional.of(requests.getLast().id()));
            });
  }

  @GET
  @Produces(NDJSON + ";qs=0.5")
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "Export SCIM requests, one JSON object per line")
  public Multi<View> export(
      @PathParam("organization") String organization,
      @BeanParam Query query,
      @QueryParam("limit") @Nullable String limit) {
    long most = limit == null ? Long.MAX_VALUE : PageSize.of(limit);
    Multi<View> all =
        log.export(organization, query.wanted())
            .onFailure(NoSuchElementException.class)
            .transform(none -> OrganizationsResource.noOrganization())
            .map(View::of)
            .select()
            .first(most);
    // The answer's type must not have the weight qs=0.5, which only ranks it behind JSON.
    return RestMulti.fromMultiData(all).header(HttpHeaders.CONTENT_TYPE, NDJSON).build();
  }

  /** The query parameters that select requests; an invalid one is 400. */
  public static class Query {
    @QueryParam("person")
    @Nullable String person;

    @QueryParam("token")
    @Nullable String token;

    @QueryParam("outcome")
    @Nullable String outcome;

    @QueryParam("since")
    @Nullable String since;

    @QueryParam("until")
    @Nullable String until;

    @QueryParam("before")
    @Nullable String before;

    RequestQuery wanted() {
      return new RequestQuery(
          Optional.ofNullable(person),
          Optional.ofNullable(token),
          Optional.ofNullable(outcome).map(Query::isFailure),
          Optional.ofNullable(since).map(text -> instant("since", text)),
          Optional.ofNullable(until).map(text -> instant("until", text)),
          Optional.ofNullable(before).map(Query::id));
    }

    private static boolean isFailure(String outcome) {
      return switch (outcome) {
        case "failure" -> true;
        case "success" -> false;
        default ->
            throw new Refusal(Problem.of(400, "outcome", "outcome must be success or failure."));
      };
    }

    private static Instant instant(String member, String text) {
      return Folding.instant(text)
          .orElseThrow(
              () ->
                  new Refusal(
                      Problem.of(
                          400, member, member + " must be an instant: 2026-11-24T09:00:00Z.")));
    }

    private static UUID id(String text) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw new Refusal(Problem.of(400, "before", "before must be the id of a request."));
      }
    }
  }

  /**
   * A page of requests, newest first.
   *
   * @param next the value of {@code before} for the following page; absent at the end
   */
  public record Page(List<View> requests, Optional<UUID> next) {}

  /**
   * A request and its answer.
   *
   * @param token the key id of the request's SCIM token
   * @param target path and query below the organization's SCIM base, masked
   * @param resource the id of the user or group
   * @param detail the message of the error, masked
   * @param milliseconds the time until the answer
   * @param body the request's body, masked
   */
  public record View(
      UUID id,
      Instant at,
      String token,
      String method,
      String target,
      Optional<String> resource,
      int status,
      Optional<String> scimType,
      Optional<String> detail,
      double milliseconds,
      @JsonRawValue @Nullable String body) {

    static View of(ScimRequest request) {
      return new View(
          request.id(),
          request.at(),
          request.token(),
          request.method(),
          request.target(),
          request.resource(),
          request.status(),
          request.scimType(),
          request.detail(),
          request.latencyMicros() / 1000.0,
          request.body().orElse(null));
    }
  }
}
