package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.OrganizationRegistry;
import io.bailiwick.gateway.OrganizationSettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Organizations, for the platform's operator. */
@Path("/organizations")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
public class OrganizationsResource {
  private final OrganizationRegistry registry;

  OrganizationsResource(OrganizationRegistry registry) {
    this.registry = registry;
  }

  /** Takes {@code {"id": "acme", ...settings}}; what is left out has its strict default. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make an organization managed")
  public Uni<Response> create(byte @Nullable [] body) {
    ObjectNode settings = object(body);
    JsonNode id = settings.remove("id");
    if (id == null || !id.isTextual()) {
      throw new Refusal(Problem.of(400, "id", "id is required: the organization's namespace."));
    }
    try {
      Organization.requireId(id.textValue());
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, "id", e.getMessage() + "."));
    }
    return registry
        .create(id.textValue(), merged(OrganizationSettings.initial(id.textValue()), settings))
        .map(
            created ->
                created
                    .map(OrganizationsResource::created)
                    .orElseThrow(
                        () ->
                            new Refusal(
                                Problem.of(409, "id", "There is an organization with that id."))));
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
    return registry.find(id).map(found -> answer(found));
  }

  /** Takes a JSON merge patch (RFC 7396) of the settings. */
  @PATCH
  @Path("/{organization}")
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Change settings of an organization")
  public Uni<Response> change(
      @PathParam("organization") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    ObjectNode patch = object(body);
    return registry
        .change(
            id,
            before -> {
              if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.equals(etag(before))) {
                throw new Refusal(
                    Problem.of(412, "The organization has another version: " + etag(before)));
              }
              return merged(OrganizationSettings.of(before), patch);
            })
        .map(found -> answer(found));
  }

  private static Response created(Organization organization) {
    return Response.fromResponse(answer(Optional.of(organization)))
        .status(Response.Status.CREATED)
        .location(URI.create("/organizations/" + organization.id()))
        .build();
  }

  private static Response answer(Optional<Organization> found) {
    Organization organization =
        found.orElseThrow(
            () -> new Refusal(Problem.of(404, "There is no organization with that id.")));
    return Response.ok(StrictJson.write(organization))
        .header("ETag", etag(organization))
        .header(Revision.HEADER, Revision.of(organization).token())
        .build();
  }

  private static String etag(Organization organization) {
    return "\"" + organization.version() + "\"";
  }

  private static ObjectNode object(byte @Nullable [] body) {
    try {
      return StrictJson.object(body == null ? new byte[0] : body);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  private static OrganizationSettings merged(OrganizationSettings base, ObjectNode patch) {
    try {
      return base.merged(patch);
    } catch (BadJson e) {
      throw refusal(e);
    }
  }

  static Refusal refusal(BadJson e) {
    return new Refusal(
        e.member().isEmpty()
            ? Problem.of(400, e.detail())
            : Problem.of(400, e.member(), e.detail()));
  }

  /**
   * Some organizations.
   *
   * @param next what to give as {@code after} for those that follow; absent at the end
   */
  public record Page(List<Organization> organizations, Optional<String> next) {}
}
