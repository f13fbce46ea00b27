package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.signin.BreakGlassDoor;
import io.bailiwick.gateway.signin.BreakGlassDoor.NewCode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Names the break-glass account of an organization, issues its recovery codes and ends its access,
 * for the platform's operator.
 */
@Path("/organizations/{organization}/break-glass")
@Tag(name = "Access")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class BreakGlassResource {
  private final BreakGlassDoor door;

  BreakGlassResource(BreakGlassDoor door) {
    this.door = door;
  }

  /**
   * Accepts {@code {"account": "..."}}, the id of a personal account. An organization or a managed
   * account of that name is 409.
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Name the break-glass account of the organization")
  public Uni<Response> appoint(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    String account =
        AdminBodies.required(
            AdminBodies.only(AdminBodies.object(body), List.of("account")), "account");
    try {
      return door.appoint(organization, account)
          .map(OrganizationsResource::made)
          .map(OrganizationsResource::answer);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, "account", e.getMessage() + "."));
    }
  }

  /** Returns {@code {"recoveryCode": "..."}}; only a digest of the code is stored. */
  @POST
  @Path("/recovery-code")
  @Operation(summary = "Issue a recovery code; it is shown once and cancels the previous one")
  public Uni<Response> makeCode(@PathParam("organization") String organization) {
    return door.makeCode(organization).map(BreakGlassResource::made);
  }

  private static Response made(NewCode code) {
    Organization organization = OrganizationsResource.made(code.change());
    return Response.ok(StrictJson.write(Map.of("recoveryCode", code.text())))
        .header(Revision.HEADER, Revision.of(organization).token())
        .header("Cache-Control", "no-store")
        .build();
  }

  @POST
  @Path("/shut")
  @Operation(summary = "End break-glass access at once")
  public Uni<Response> shut(@PathParam("organization") String organization) {
    return door.shut(organization)
        .map(OrganizationsResource::made)
        .map(OrganizationsResource::answer);
  }

  @DELETE
  @Operation(summary = "Remove the break-glass account of the organization")
  public Uni<Response> remove(@PathParam("organization") String organization) {
    return door.remove(organization)
        .map(OrganizationsResource::made)
        .map(OrganizationsResource::answer);
  }
}
