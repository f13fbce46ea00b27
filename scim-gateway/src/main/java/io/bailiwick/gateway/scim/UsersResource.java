package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.IdentityDirectory;
import io.bailiwick.gateway.directory.IdentityCommand;
import io.bailiwick.gateway.directory.Outcome;
import io.bailiwick.gateway.directory.StoredIdentity;
import io.bailiwick.gateway.scim.filter.Filter;
import io.bailiwick.gateway.scim.filter.FilterParser;
import io.bailiwick.gateway.scim.patch.PatchOperation;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.Resources;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Revision;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The endpoint {@code /Users}, RFC 7644 section 3. */
@Path("/scim/v2/{organization}/Users")
@RolesAllowed(ScimCaller.ROLE)
@Consumes({ScimMedia.TYPE, ScimMedia.JSON})
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@Cancellable(false)
public class UsersResource {
  private final ScimCaller caller;
  private final IdentityDirectory directory;
  private final UserRepresentation representation;
  private final ScimMedia media;
  private final GatewaySettings settings;

  UsersResource(
      ScimCaller caller,
      IdentityDirectory directory,
      UserRepresentation representation,
      ScimMedia media,
      GatewaySettings settings) {
    this.caller = caller;
    this.directory = directory;
    this.representation = representation;
    this.media = media;
    this.settings = settings;
  }

  @POST
  public Uni<Response> create(byte @Nullable [] body) {
    var resource = Resources.read(ResourceType.USER, media.object(body));
    return directory
        .create(caller.organization(), new IdentityCommand.Create(resource))
        .map(outcome -> respond(outcome, Response.Status.CREATED));
  }

  @GET
  public Uni<Response> list(
      @Context UriInfo uri,
      @QueryParam("startIndex") @Nullable String startIndex,
      @QueryParam("count") @Nullable String count) {
    Optional<Filter> parsed =
        Optional.ofNullable(uri.getQueryParameters().getFirst("filter"))
            .map(text -> FilterParser.parse(ResourceType.USER, text));
    int start = Math.max(1, number("startIndex", startIndex, 1));
    int limit =
        Math.clamp(number("count", count, settings.defaultPageSize()), 0, settings.maxPageSize());
    return directory
        .page(caller.organization(), parsed, start - 1, limit)
        .map(page -> Response.ok(StrictJson.write(representation.list(page, start))).build());
  }

  @GET
  @Path("/{id}")
  public Uni<Response> get(
      @PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return directory
        .find(caller.organization(), id)
        .map(
            found -> {
              if (found.isEmpty()) {
                return ScimErrors.response(new Outcome.NotFound());
              }
              return UserRepresentation.version(found.get()).equals(ifNoneMatch)
                  ? Response.notModified().header("ETag", ifNoneMatch).build()
                  : respond(found.get(), Response.Status.OK);
            });
  }

  @PUT
  @Path("/{id}")
  public Uni<Response> replace(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    var resource = Resources.read(ResourceType.USER, media.object(body));
    return change(id, new IdentityCommand.Replace(resource, ScimMedia.ifMatch(ifMatch)));
  }

  @PATCH
  @Path("/{id}")
  public Uni<Response> patch(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    var operations = PatchOperation.read(media.object(body));
    return change(id, new IdentityCommand.Change(operations, ScimMedia.ifMatch(ifMatch)));
  }

  private Uni<Response> change(String id, IdentityCommand command) {
    return directory
        .change(caller.organization(), id, command)
        .map(outcome -> respond(outcome, Response.Status.OK));
  }

  @DELETE
  @Path("/{id}")
  public Uni<Response> delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return directory
        .change(caller.organization(), id, new IdentityCommand.Delete(ScimMedia.ifMatch(ifMatch)))
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> deleted(accepted.identity());
                  case Outcome.Unchanged unchanged -> deleted(unchanged.identity());
                  case Outcome.Rejected rejected -> ScimErrors.response(rejected);
                });
  }

  private static Response deleted(StoredIdentity identity) {
    return Response.noContent()
        .header(Revision.HEADER, Revision.of(identity.identity()).token())
        .build();
  }

  private Response respond(Outcome outcome, Response.Status status) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> respond(accepted.identity(), status);
      case Outcome.Unchanged unchanged -> respond(unchanged.identity(), status);
      case Outcome.Rejected rejected -> ScimErrors.response(rejected);
    };
  }

  private Response respond(StoredIdentity identity, Response.Status status) {
    String location = representation.location(identity);
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(StrictJson.write(representation.user(identity)))
            .header("Content-Location", location)
            .header("ETag", UserRepresentation.version(identity))
            .header(Revision.HEADER, Revision.of(identity.identity()).token());
    return status == Response.Status.CREATED
        ? response.header("Location", location).build()
        : response.build();
  }

  private static int number(String name, @Nullable String text, int otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ScimException(ScimType.INVALID_VALUE, name + " must be an integer.");
    }
  }
}
