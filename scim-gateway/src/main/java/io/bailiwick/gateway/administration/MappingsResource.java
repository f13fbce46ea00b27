package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.RolePreview;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Previews the effect of changed settings on roles, for the platform's operator. */
@Path("/organizations/{organization}/mappings/preview")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class MappingsResource {
  private final OrganizationRegistry organizations;
  private final RolePreview preview;
  private final GatewaySettings settings;

  MappingsResource(
      OrganizationRegistry organizations, RolePreview preview, GatewaySettings settings) {
    this.organizations = organizations;
    this.preview = preview;
    this.settings = settings;
  }

  /** Accepts the merge patch that a PATCH of the organization accepts, and changes nothing. */
  @POST
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Show whose role would change under other settings")
  public Uni<Response> preview(@PathParam("organization") String id, byte @Nullable [] body) {
    ObjectNode patch = AdminBodies.object(body);
    return organizations
        .find(id)
        .map(found -> found.orElseThrow(OrganizationsResource::noOrganization))
        .chain(
            present ->
                organizations
                    .resolved(OrganizationsResource.proposed(present, patch, settings))
                    .chain(then -> preview.compare(present, then)))
        .map(
            result ->
                Response.ok(StrictJson.write(result)).header("Cache-Control", "no-store").build());
  }
}
