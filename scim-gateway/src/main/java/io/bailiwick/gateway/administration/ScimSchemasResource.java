package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.directory.ExtensionSchemas;
import io.bailiwick.gateway.directory.ExtensionSchemas.Change;
import io.bailiwick.gateway.schema.ExtensionSchema;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.ResourceTypes.Extension;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.json.BadJson;
import io.bailiwick.service.JsonBodies;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Adds, replaces and deletes the schemas by which an organization extends users and groups (RFC
 * 7643 section 3.3), for the platform's operator.
 */
@Path("/organizations/{organization}/scim/schemas")
@Tag(name = "SCIM schemas")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ScimSchemasResource {
  private final ExtensionSchemas schemas;

  ScimSchemasResource(ExtensionSchemas schemas) {
    this.schemas = schemas;
  }

  @GET
  @Operation(summary = "List the extension schemas of an organization, oldest first")
  public Uni<Views> list(@PathParam("organization") String organization) {
    return schemas
        .of(organization)
        .map(
            found ->
                new Views(
                    found.orElseThrow(OrganizationsResource::noOrganization).stream()
                        .map(View::of)
                        .toList()));
  }

  /**
   * Accepts a schema definition (RFC 7643 section 7). The answer is 201 for a new schema and 200
   * for a replaced one. It is 409 if resources have data that the new definition does not fit.
   */
  @PUT
  @Path("/{urn}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Add an extension schema, or replace the one with its URN")
  public Uni<Response> put(
      @PathParam("organization") String organization,
      @PathParam("urn") String urn,
      @QueryParam("resourceType") @DefaultValue("User") String resourceType,
      byte @Nullable [] body) {
    Schema schema = schema(body);
    if (!schema.id().equals(urn)) {
      throw new Refusal(Problem.of(400, "id", "id must be the URN that the path names."));
    }
    if (ResourceTypes.STANDARD.all().stream()
        .map(ResourceType::name)
        .noneMatch(resourceType::equals)) {
      throw new Refusal(
          Problem.of(400, "resourceType", "resourceType must be one of User, Group."));
    }
    Extension wanted = new Extension(resourceType, schema);
    return schemas
        .put(organization, wanted)
        .map(
            change ->
                Response.status(status(change))
                    .entity(View.of(wanted))
                    .type(MediaType.APPLICATION_JSON)
                    .build());
  }

  /** Answers 204; 409 if a resource has data of the schema. */
  @DELETE
  @Path("/{urn}")
  @Operation(summary = "Delete an extension schema if no resource has data of it")
  public Uni<Response> remove(
      @PathParam("organization") String organization, @PathParam("urn") String urn) {
    return schemas.remove(organization, urn).map(change -> Response.status(status(change)).build());
  }

  private static Schema schema(byte @Nullable [] body) {
    try {
      return ExtensionSchema.read(body == null ? new byte[0] : body);
    } catch (BadJson e) {
      throw JsonBodies.refusal(e);
    }
  }

  private static Response.Status status(Change change) {
    return switch (change) {
      case Change.Added _ -> Response.Status.CREATED;
      case Change.Replaced _ -> Response.Status.OK;
      case Change.Removed _ -> Response.Status.NO_CONTENT;
      case Change.NotFound _ ->
          throw new Refusal(Problem.of(404, "The organization has no such schema."));
      case Change.NoOrganization _ -> throw OrganizationsResource.noOrganization();
      case Change.TooMany tooMany ->
          throw new Refusal(
              Problem.of(409, "The organization has " + tooMany.most() + " schemas already."));
      case Change.SpelledOtherwise other ->
          throw new Refusal(
              Problem.of(409, "id", "The organization has this schema as " + other.id() + "."));
      case Change.InUse inUse ->
          throw new Refusal(
              Problem.of(409, "Resources have data of this schema: " + inUse.why() + "."));
    };
  }

  /** The schemas of an organization. */
  public record Views(List<View> schemas) {}

  /**
   * A schema and the resource type that it extends.
   *
   * @param resourceType {@code User} or {@code Group}
   * @param schema the definition, as {@code /Schemas} shows it
   */
  public record View(String resourceType, JsonNode schema) {
    static View of(Extension extension) {
      return new View(extension.resourceType(), extension.schema().definition());
    }
  }
}
