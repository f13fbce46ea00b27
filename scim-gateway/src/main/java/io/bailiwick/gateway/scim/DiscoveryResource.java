package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.gateway.scim.message.ErrorMessage;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The abilities of this service provider, RFC 7644 section 4; it states only what works. */
@Path("/scim/v2/{organization}")
@ScimEndpoint
@RolesAllowed(ScimCaller.ROLE)
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@NonBlocking
public class DiscoveryResource {
  private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:";

  private final ScimCaller caller;
  private final Representation representation;
  private final GatewaySettings settings;

  DiscoveryResource(ScimCaller caller, Representation representation, GatewaySettings settings) {
    this.caller = caller;
    this.representation = representation;
    this.settings = settings;
  }

  @GET
  @Path("/ServiceProviderConfig")
  public Response serviceProviderConfig(@QueryParam("filter") @Nullable String filter) {
    refuse(filter);
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putArray("schemas").add(CORE + "ServiceProviderConfig");
    config.putObject("patch").put("supported", true);
    config
        .putObject("bulk")
        .put("supported", true)
        .put("maxOperations", settings.maxBulkOperations())
        .put("maxPayloadSize", settings.maxBodyBytes());
    config.putObject("filter").put("supported", true).put("maxResults", settings.maxPageSize());
    config.putObject("changePassword").put("supported", false);
    config.putObject("sort").put("supported", true);
    config.putObject("etag").put("supported", true);
    config
        .putObject("pagination")
        .put("cursor", true)
        .put("index", true)
        .put("defaultPaginationMethod", "index")
        .put("defaultPageSize", settings.defaultPageSize())
        .put("maxPageSize", settings.maxPageSize())
        .put("cursorTimeout", settings.cursorLifetime().toSeconds());
    config
        .putArray("authenticationSchemes")
        .addObject()
        .put("type", "oauthbearertoken")
        .put("name", "SCIM token")
        .put("description", "A bearer token of the organization, issued by the operator.")
        .put("specUri", "https://www.rfc-editor.org/rfc/rfc6750")
        .put("primary", true);
    meta(config, "ServiceProviderConfig", "/ServiceProviderConfig");
    return Response.ok(StrictJson.write(config)).build();
  }

  @GET
  @Path("/ResourceTypes")
  public Response resourceTypes(@QueryParam("filter") @Nullable String filter) {
    return list(filter, caller.types().all().stream().map(this::resourceType).toList());
  }

  @GET
  @Path("/ResourceTypes/{name}")
  public Response resourceType(@PathParam("name") String name) {
    return caller.types().all().stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .map(type -> Response.ok(StrictJson.write(resourceType(type))).build())
        .orElseGet(() -> ScimErrors.response(new Outcome.NotFound()));
  }

  @GET
  @Path("/Schemas")
  public Response schemas(@QueryParam("filter") @Nullable String filter) {
    return list(filter, schemas().map(this::schema).toList());
  }

  @GET
  @Path("/Schemas/{urn}")
  public Response schema(@PathParam("urn") String urn) {
    return schemas()
        .filter(schema -> schema.id().equals(urn))
        .findFirst()
        .map(schema -> Response.ok(StrictJson.write(schema(schema))).build())
        .orElseGet(() -> ScimErrors.response(new Outcome.NotFound()));
  }

  private Stream<Schema> schemas() {
    return caller.types().all().stream().flatMap(ResourceType::schemas);
  }

  /**
   * Answers {@code /Me}. A SCIM token belongs to an organization and not to a person, so there is
   * no "me" (section 3.11).
   */
  @GET
  @Path("/Me")
  public Response me() {
    return noMe();
  }

  @POST
  @Path("/Me")
  public Response createMe() {
    return noMe();
  }

  @PUT
  @Path("/Me")
  public Response replaceMe() {
    return noMe();
  }

  @PATCH
  @Path("/Me")
  public Response changeMe() {
    return noMe();
  }

  @DELETE
  @Path("/Me")
  public Response deleteMe() {
    return noMe();
  }

  private static Response noMe() {
    return ScimErrors.response(
        ErrorMessage.of(501, "The token belongs to no user: /Me is not provided."));
  }

  private static void refuse(@Nullable String filter) {
    if (filter != null) {
      throw new RefusedRequest(403, "Discovery endpoints take no filter.");
    }
  }

  private Response list(@Nullable String filter, List<ObjectNode> resources) {
    refuse(filter);
    ObjectNode list = ListEndpoint.frame(resources.size());
    list.put("startIndex", 1);
    list.put("itemsPerPage", resources.size());
    ArrayNode array = list.putArray("Resources");
    array.addAll(resources);
    return Response.ok(StrictJson.write(list)).build();
  }

  private ObjectNode resourceType(ResourceType type) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("schemas").add(CORE + "ResourceType");
    json.put("id", type.name());
    json.put("name", type.name());
    json.put("endpoint", type.endpoint());
    json.put("schema", type.core().id());
    ArrayNode extensions = json.putArray("schemaExtensions");
    type.extensions()
        .forEach(
            extension ->
                extensions.addObject().put("schema", extension.id()).put("required", false));
    meta(json, "ResourceType", "/ResourceTypes/" + type.name());
    return json;
  }

  private ObjectNode schema(Schema schema) {
    ObjectNode json = schema.definition().deepCopy();
    meta(json, "Schema", "/Schemas/" + schema.id());
    return json;
  }

  private void meta(ObjectNode json, String resourceType, String path) {
    json.putObject("meta")
        .put("resourceType", resourceType)
        .put("location", representation.location(caller.organization(), path));
  }
}
