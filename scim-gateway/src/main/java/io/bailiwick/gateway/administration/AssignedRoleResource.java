package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.Assignments;
import io.bailiwick.gateway.directory.rules.Assignment;
import io.bailiwick.gateway.directory.rules.AssignmentOutcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.ResourceGroupRefusal;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Assigns roles in organizations by hand, for the platform's operator. */
@Path("/organizations/{organization}/identities/{id}/role")
@Tag(name = "Roles")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class AssignedRoleResource {
  private final Assignments assignments;

  AssignedRoleResource(Assignments assignments) {
    this.assignments = assignments;
  }

  /**
   * Accepts {@code {"role"}} and answers 204 with the revision of the identity. It is 409 while the
   * identity provider decides the person's role, and for the role of the last administrator if the
   * organization has {@code lastAdmin=PROTECT_LAST_ADMIN}.
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Assign a role to a person by hand")
  public Uni<Response> assign(
      @PathParam("organization") String organization,
      @PathParam("id") String id,
      byte @Nullable [] body) {
    ObjectNode given = AdminBodies.only(AdminBodies.object(body), List.of("role"));
    return apply(organization, id, Optional.of(AdminBodies.role(given)));
  }

  /** Answers 204, also if no role is assigned, or while the identity provider decides the role. */
  @DELETE
  @Operation(summary = "Remove the role that was assigned to a person by hand")
  public Uni<Response> remove(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return apply(organization, id, Optional.empty());
  }

  private Uni<Response> apply(String organization, String id, Optional<Role> role) {
    return assignments
        .apply(organization, id, new Assignment.OfRole(role))
        .map(AssignedRoleResource::done);
  }

  static Response done(AssignmentOutcome outcome) {
    return switch (outcome) {
      case AssignmentOutcome.Made made -> done(made.change().identity());
      case AssignmentOutcome.NoOrganization _ -> throw OrganizationsResource.noOrganization();
      case AssignmentOutcome.NoResourceGroup _ ->
          throw OrganizationRefusals.of(ResourceGroupRefusal.UNKNOWN);
      case AssignmentOutcome.NoIdentity _ -> throw AccessResource.nobody();
      case AssignmentOutcome.Linked _ ->
          throw new Refusal(
              Problem.of(
                  403,
                  "SCIM groups are linked to the resource group, so only they decide who is in it."
                      + " Delete its links first."));
      case AssignmentOutcome.Governed governed ->
          throw new Refusal(
              Problem.of(
                  409,
                  "role",
                  "The identity provider decides the role of this person, by "
                      + words(governed.by())
                      + ". Change it there."));
      case AssignmentOutcome.LastAdmin _ -> throw AccessResource.lastAdmin();
    };
  }

  private static String words(RoleExplanation by) {
    return by.source()
        + by.rule().map(rule -> " (" + rule).orElse(" (")
        + by.value().map(value -> ": " + value).orElse("")
        + ")";
  }

  private static Response done(StoredIdentity identity) {
    return Response.noContent()
        .header(Revision.HEADER, Revision.of(identity.identity()).token())
        .build();
  }
}
