package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.organizations.ResourceGroupCommand;
import io.bailiwick.gateway.organizations.ResourceGroupRefusal;
import io.bailiwick.gateway.organizations.ResourceGroups;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.service.EntityTags;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Creates, reads, changes, links and deletes resource groups, for the platform's operator. They are
 * part of their organization, so their entity tag is the organization's.
 */
@Path("/organizations/{organization}/resource-groups")
@Tag(name = "Resource groups")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ResourceGroupsResource {
  private static final List<String> SETTINGS = List.of("autoJoin", "autoJoinRole");

  private final OrganizationRegistry organizations;
  private final ResourceGroups groups;

  ResourceGroupsResource(OrganizationRegistry organizations, ResourceGroups groups) {
    this.organizations = organizations;
    this.groups = groups;
  }

  /** Accepts {@code {"name", "autoJoin", "autoJoinRole"}}; 409 if the name is taken. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Create a resource group")
  public Uni<Response> create(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    ObjectNode given =
        AdminBodies.only(AdminBodies.object(body), List.of("name", "autoJoin", "autoJoinRole"));
    ResourceGroup group = AdminBodies.read(StrictJson.write(given), ResourceGroup.class);
    return groups
        .apply(organization, _ -> true, new ResourceGroupCommand.Create(group))
        .map(
            change ->
                Response.fromResponse(answer(change, group.name()))
                    .status(Response.Status.CREATED)
                    .header(
                        HttpHeaders.LOCATION,
                        "/organizations/" + organization + "/resource-groups/" + group.name())
                    .build());
  }

  @GET
  @Operation(summary = "List resource groups in the order of their names")
  public Uni<Page> list(
      @PathParam("organization") String organization,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return organizations
        .find(organization)
        .map(found -> found.orElseThrow(OrganizationsResource::noOrganization))
        .map(
            known ->
                known.resourceGroups().stream()
                    .filter(group -> group.name().compareTo(after) > 0)
                    .limit(size)
                    .toList())
        .map(
            page ->
                new Page(
                    page,
                    page.size() < size ? Optional.empty() : Optional.of(page.getLast().name())));
  }

  @GET
  @Path("/{name}")
  @Operation(summary = "Read a resource group")
  public Uni<Response> get(
      @PathParam("organization") String organization, @PathParam("name") String name) {
    return organizations
        .find(organization)
        .map(found -> found.orElseThrow(OrganizationsResource::noOrganization))
        .map(known -> answer(known, name));
  }

  /**
   * Accepts a JSON merge patch (RFC 7396) of {@code autoJoin} and {@code autoJoinRole}; 409 if
   * people would join a linked resource group automatically.
   */
  @PATCH
  @Path("/{name}")
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Change a resource group")
  public Uni<Response> change(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    ObjectNode patch = AdminBodies.only(AdminBodies.object(body), SETTINGS);
    return groups
        .apply(
            organization,
            expected(ifMatch),
            new ResourceGroupCommand.Change(
                name, before -> AdminBodies.merged(before, patch, ResourceGroup.class)))
        .map(change -> answer(change, name));
  }

  /** Answers 204; members who were added by hand are removed too. */
  @DELETE
  @Path("/{name}")
  @Operation(summary = "Delete a resource group with its links and members")
  public Uni<Response> end(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    return groups
        .apply(organization, expected(ifMatch), new ResourceGroupCommand.Delete(name))
        .map(ResourceGroupsResource::done);
  }

  /**
   * Accepts {@code {"role"}} and links a SCIM group by its id or display name, or gives the link
   * another role. A new link is 409 if the resource group has members by hand or automatic ones.
   */
  @PUT
  @Path("/{name}/links/{scimGroup}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Link a SCIM group to a resource group, or change the role of the link")
  public Uni<Response> link(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @PathParam("scimGroup") String scimGroup,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    Role role = grantable(AdminBodies.only(AdminBodies.object(body), List.of("role")));
    return groups
        .apply(
            organization,
            expected(ifMatch),
            new ResourceGroupCommand.Link(name, link(scimGroup, role)))
        .map(change -> answer(change, name));
  }

  private static GroupLink link(String scimGroup, Role role) {
    try {
      return new GroupLink(scimGroup, role, List.of());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Problem.of(400, "scimGroup", "The SCIM group of a link: " + e.getMessage() + "."));
    }
  }

  /** Reads a role that gives something in a resource group. */
  static Role grantable(ObjectNode given) {
    return Role.named(AdminBodies.required(given, "role"))
        .filter(role -> role != Role.NO_ACCESS)
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.of(
                        400, "role", "role must be one of read, contributor, write, admin.")));
  }

  /**
   * Answers 204. People who came only by the link lose the grant.
   *
   * @param keepMembers {@code true} to add those people by hand instead
   */
  @DELETE
  @Path("/{name}/links/{scimGroup}")
  @Operation(summary = "Delete the link of a SCIM group to a resource group")
  public Uni<Response> unlink(
      @PathParam("organization") String organization,
      @PathParam("name") String name,
      @PathParam("scimGroup") String scimGroup,
      @QueryParam("keepMembers") @Nullable String keepMembers,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    boolean keeps =
        switch (keepMembers) {
          case null -> false;
          case "true" -> true;
          case "false" -> false;
          default ->
              throw new Refusal(
                  Problem.of(400, "keepMembers", "keepMembers must be true or false."));
        };
    return groups
        .apply(
            organization,
            expected(ifMatch),
            new ResourceGroupCommand.Unlink(name, scimGroup, keeps))
        .map(ResourceGroupsResource::done);
  }

  private static Predicate<Organization> expected(@Nullable String ifMatch) {
    OrganizationsResource.requireReadable(ifMatch);
    return before ->
        ifMatch == null || EntityTags.match(ifMatch, OrganizationsResource.etag(before.version()));
  }

  private static Response answer(OrganizationChange change, String name) {
    return answer(OrganizationsResource.made(change), name);
  }

  private static Response answer(Organization organization, String name) {
    ResourceGroup group =
        organization
            .resourceGroup(name)
            .orElseThrow(() -> OrganizationRefusals.of(ResourceGroupRefusal.UNKNOWN));
    return Response.ok(StrictJson.write(group))
        .header("ETag", OrganizationsResource.etag(organization.version()))
        .header(Revision.HEADER, Revision.of(organization).token())
        .build();
  }

  private static Response done(OrganizationChange change) {
    OrganizationsResource.made(change);
    return Response.noContent().build();
  }

  /**
   * A page of resource groups.
   *
   * @param next the value of {@code after} for the following page; absent at the end
   */
  public record Page(List<ResourceGroup> resourceGroups, Optional<String> next) {}
}
