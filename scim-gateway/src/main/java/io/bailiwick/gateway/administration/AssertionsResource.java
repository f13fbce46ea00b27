package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.proposals.AssertionBook;
import io.bailiwick.gateway.proposals.AssertionBook.Replacement;
import io.bailiwick.gateway.proposals.AssertionBook.Stored;
import io.bailiwick.gateway.proposals.Assertions;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.EntityTags;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The decisions that an organization expects of the check, for the platform's operator. */
@Path("/organizations/{organization}/assertions")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class AssertionsResource {
  private final AssertionBook book;

  AssertionsResource(AssertionBook book) {
    this.book = book;
  }

  @GET
  @Operation(summary = "Read the assertions of an organization")
  public Uni<Response> get(@PathParam("organization") String organization) {
    return book.find(organization)
        .map(found -> answer(found.orElseThrow(OrganizationsResource::noOrganization)));
  }

  /**
   * Replaces all assertions.
   *
   * @param ifMatch entity tags (RFC 9110 section 13.1.1); another version is 412
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Replace the assertions of an organization")
  public Uni<Response> replace(
      @PathParam("organization") String organization,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    OrganizationsResource.requireReadable(ifMatch);
    return book.replace(
            organization,
            version ->
                ifMatch == null || EntityTags.match(ifMatch, OrganizationsResource.etag(version)),
            AdminBodies.read(body, Assertions.class))
        .map(AssertionsResource::made)
        .map(AssertionsResource::answer);
  }

  private static Stored made(Replacement replacement) {
    return switch (replacement) {
      case Replacement.Made made -> made.stored();
      case Replacement.NoOrganization _ -> throw OrganizationsResource.noOrganization();
      case Replacement.VersionMismatch mismatch ->
          throw new Refusal(
              Problem.of(
                  412,
                  "The assertions have another version: "
                      + OrganizationsResource.etag(mismatch.current())
                      + "."));
    };
  }

  private static Response answer(Stored stored) {
    return Response.ok(StrictJson.write(stored.list()))
        .header("ETag", OrganizationsResource.etag(stored.version()))
        .build();
  }
}
