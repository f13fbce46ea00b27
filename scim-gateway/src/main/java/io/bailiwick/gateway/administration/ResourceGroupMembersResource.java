package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.directory.AssignedMember;
import io.bailiwick.gateway.directory.Assignments;
import io.bailiwick.gateway.directory.rules.Assignment;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.organizations.ResourceGroupRefusal;
import io.bailiwick.model.Role;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The members of a resource group by hand, for the platform's operator. */
@Path("/organizations/{organization}/resource-groups/{name}/members")
@Tag(name = "Resource groups")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ResourceGroupMembersResource {
  private final OrganizationRegistry organizations;
  private final Assignments assignments;

  ResourceGroupMembersResource(OrganizationRegistry organizations, Assignments assignments) {
    this.organizations = organizations;
    this.assignments = assignments;
  }

  /** Lists members by hand only; an account has the grants of all sources. */
  @GET
  @Operation(summary = "List the members of a resource group by hand, in the order of accounts")
  public Uni<Page> list(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return organizations
        .find(organization)
        .map(
            found ->
                found
                    .orElseThrow(OrganizationsResource::noOrganization)
                    .resourceGroup(name)
                    .orElseThrow(() -> OrganizationRefusals.of(ResourceGroupRefusal.UNKNOWN)))
        .chain(group -> assignments.members(organization, group.name(), after, size))
        .map(
            found ->
                new Page(
                    found,
                    found.size() < size
                        ? Optional.empty()
                        : Optional.of(found.getLast().account())));
  }

  /**
   * Accepts {@code {"role"}} and answers 204 with the revision of the identity; 403 while SCIM
   * groups are linked to the resource group.
   */
  @PUT
  @Path("/{account}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Add a member to a resource group by hand, or change the member's role")
  public Uni<Response> add(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @PathParam("account") String account,
      byte @Nullable [] body) {
    Role role =
        ResourceGroupsResource.grantable(
            AdminBodies.only(AdminBodies.object(body), List.of("role")));
    return apply(organization, account, new Assignment.OfMember(name, Optional.of(role)));
  }

  /** Answers like an addition; 204 also if the account is no member by hand. */
  @DELETE
  @Path("/{account}")
  @Operation(summary = "Remove a member who was added by hand from a resource group")
  public Uni<Response> remove(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @PathParam("account") String account) {
    return apply(organization, account, new Assignment.OfMember(name, Optional.empty()));
  }

  private Uni<Response> apply(String organization, String account, Assignment assignment) {
    return assignments.apply(organization, account, assignment).map(AssignedRoleResource::done);
  }

  /**
   * A page of members.
   *
   * @param next the value of {@code after} for the following page; absent at the end
   */
  public record Page(List<AssignedMember> members, Optional<String> next) {}
}
