package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.enforcement.LaterRoles;
import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.organizations.OrganizationSettings;
import io.bailiwick.gateway.organizations.SettingsChange;
import io.bailiwick.gateway.proposals.CheckedChanges;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Namespace;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.StalenessSettings;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Creates, reads, changes, locks down and deletes organizations, for the platform's operator. An
 * unknown organization is 404.
 */
@Path("/organizations")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class OrganizationsResource {
  private static final List<String> ABOUT_ROLES = List.of("defaultRole", "signIn", "roles");

  private final OrganizationRegistry registry;
  private final CheckedChanges changes;
  private final GatewaySettings settings;

  OrganizationsResource(
      OrganizationRegistry registry, CheckedChanges changes, GatewaySettings settings) {
    this.registry = registry;
    this.changes = changes;
    this.settings = settings;
  }

  /**
   * Accepts {@code {"id": "acme", ...settings}}; a missing setting has its strict default. The
   * answer is 201, or 409 if another organization or an account has the id.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Create a managed organization")
  public Uni<Response> create(byte @Nullable [] body) {
    ObjectNode given = AdminBodies.object(body);
    String id = AdminBodies.required(given, "id");
    try {
      Organization.requireId(id);
      Namespace.requireUsable("id", id);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, "id", e.getMessage() + "."));
    }
    return registry
        .create(id, accepted(OrganizationSettings.initial(id), given, settings))
        .map(change -> created(made(change)));
  }

  @GET
  @Operation(summary = "List organizations in the order of their ids")
  public Uni<Page> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return registry
        .after(after, size)
        .map(
            found ->
                new Page(
                    found,
                    found.size() < size ? Optional.empty() : Optional.of(found.getLast().id())));
  }

  @GET
  @Path("/{organization}")
  @Operation(summary = "Read an organization")
  public Uni<Response> get(@PathParam("organization") String id) {
    return registry
        .find(id)
        .map(found -> answer(found.orElseThrow(OrganizationsResource::noOrganization)));
  }

  /**
   * Accepts a JSON merge patch (RFC 7396) of the settings.
   *
   * @param ifMatch entity tags (RFC 9110 section 13.1.1); another version is 412
   * @param unchecked {@code true} to change them without an evaluation of the assertions
   */
  @PATCH
  @Path("/{organization}")
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Change settings of an organization")
  public Uni<Response> change(
      @PathParam("organization") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @QueryParam("unchecked") @Nullable String unchecked,
      byte @Nullable [] body) {
    requireReadable(ifMatch);
    if (unchecked != null && !unchecked.equals("true")) {
      throw new Refusal(Problem.of(400, "unchecked", "unchecked must be true, or be left out."));
    }
    ObjectNode patch = AdminBodies.object(body);
    return changes
        .changeSettings(
            id,
            before -> ifMatch == null || EntityTags.match(ifMatch, etag(before.version())),
            new SettingsChange(
                patch.has("roles"),
                before -> {
                  if (ABOUT_ROLES.stream().anyMatch(patch::has)) {
                    LaterRoles.expect();
                  }
                  return accepted(OrganizationSettings.of(before), patch, settings);
                }),
            unchecked != null)
        .map(change -> answer(made(change)));
  }

  /** Rejects a precondition that no version can meet. */
  static void requireReadable(@Nullable String ifMatch) {
    if (ifMatch != null && !EntityTags.areReadable(ifMatch)) {
      throw new Refusal(
          Problem.of(400, "If-Match", "If-Match must be * or a list of entity tags: \"1\"."));
    }
  }

  /** Returns an organization as a merge patch would change it, or rejects the patch. */
  static Organization proposed(Organization present, ObjectNode patch, GatewaySettings settings) {
    return accepted(OrganizationSettings.of(present), patch, settings)
        .on(present, present.changedAt());
  }

  /** Returns the settings after a merge patch, or rejects them. */
  private static OrganizationSettings accepted(
      OrganizationSettings before, ObjectNode patch, GatewaySettings settings) {
    OrganizationSettings after = merged(before, patch);
    requireNothingToCome(before.sessions(), after.sessions());
    requireWithinBound(before.staleness(), after.staleness(), settings.maxDenyAfter());
    return after;
  }

  /**
   * Rejects a new {@code sessions.notBefore} in the future. It would forbid sign-ins until then,
   * and could not be undone, because that time only moves forward.
   */
  private static void requireNothingToCome(SessionSettings before, SessionSettings after) {
    Optional<Instant> notBefore = after.notBefore();
    if (!notBefore.equals(before.notBefore())
        && notBefore.filter(Instant.now()::isBefore).isPresent()) {
      throw new Refusal(
          Problem.of(400, "sessions.notBefore", "sessions.notBefore must not be in the future."));
    }
  }

  /** Rejects a new bound that is longer than the operator's, which would have no effect. */
  private static void requireWithinBound(
      StalenessSettings before, StalenessSettings after, Duration longest) {
    if (!after.equals(before)
        && after.denyAfter().filter(bound -> bound.compareTo(longest) > 0).isPresent()) {
      throw new Refusal(
          Problem.of(
              400, "staleness.denyAfter", "staleness.denyAfter must be " + longest + " or less."));
    }
  }

  /** Answers 204; 409 while the organization has people, live SCIM tokens or connections. */
  @DELETE
  @Path("/{organization}")
  @Operation(summary = "Delete an organization that has no people, SCIM tokens or connections")
  public Uni<Response> end(@PathParam("organization") String id) {
    return registry
        .delete(id)
        .invoke(OrganizationsResource::made)
        .replaceWith(() -> Response.noContent().build());
  }

  /** Ends all sessions at once; no member can sign in until the lockdown is lifted. */
  @POST
  @Path("/{organization}/lockdown")
  @Operation(summary = "Lock an organization down: end all sessions and block sign-in")
  public Uni<Response> lockDown(@PathParam("organization") String id) {
    return registry.lockDown(id).map(change -> answer(made(change)));
  }

  @DELETE
  @Path("/{organization}/lockdown")
  @Operation(summary = "Lift a lockdown: people may sign in again")
  public Uni<Response> liftLockdown(@PathParam("organization") String id) {
    return registry.liftLockdown(id).map(change -> answer(made(change)));
  }

  private static OrganizationSettings merged(OrganizationSettings base, ObjectNode patch) {
    return AdminBodies.merged(base, patch, OrganizationSettings.class);
  }

  /** Returns the organization after a change that was made, or throws the refusal. */
  static Organization made(OrganizationChange change) {
    return switch (change) {
      case OrganizationChange.Made made -> made.organization();
      case OrganizationChange.Rejected rejected -> throw OrganizationRefusals.of(rejected);
    };
  }

  static Refusal noOrganization() {
    return new Refusal(Problem.of(404, "There is no organization with that id."));
  }

  private static Response created(Organization organization) {
    return Response.fromResponse(answer(organization))
        .status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, "/organizations/" + organization.id())
        .build();
  }

  static Response answer(Organization organization) {
    return Response.ok(StrictJson.write(organization))
        .header("ETag", etag(organization.version()))
        .header(Revision.HEADER, Revision.of(organization).token())
        .build();
  }

  static String etag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * A page of organizations.
   *
   * @param next the value of {@code after} for the following page; absent at the end
   */
  public record Page(List<Organization> organizations, Optional<String> next) {}
}
