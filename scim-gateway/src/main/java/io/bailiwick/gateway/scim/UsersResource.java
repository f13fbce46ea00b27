package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.IdentityDirectory;
import io.bailiwick.gateway.directory.IdentityCommand;
import io.bailiwick.gateway.directory.Outcome;
import io.bailiwick.gateway.directory.StoredIdentity;
import io.bailiwick.gateway.scim.patch.PatchOperation;
import io.bailiwick.gateway.scim.query.ListRequest;
import io.bailiwick.gateway.scim.schema.Projection;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.Resources;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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
  private final Lists lists;

  UsersResource(
      ScimCaller caller,
      IdentityDirectory directory,
      UserRepresentation representation,
      ScimMedia media,
      Lists lists) {
    this.caller = caller;
    this.directory = directory;
    this.representation = representation;
    this.media = media;
    this.lists = lists;
  }

  @POST
  public Uni<Response> create(@Context UriInfo uri, byte @Nullable [] body) {
    var resource = Resources.read(ResourceType.USER, media.object(body));
    return directory
        .create(caller.organization(), new IdentityCommand.Create(resource))
        .map(outcome -> respond(outcome, Response.Status.CREATED, projection(uri)));
  }

  @GET
  public Uni<Response> list(@Context UriInfo uri) {
    return list(Lists.written(uri));
  }

  @POST
  @Path("/.search")
  public Uni<Response> search(byte @Nullable [] body) {
    return list(Lists.written(media.object(body)));
  }

  private Uni<Response> list(ListRequest.Written written) {
    return lists.answer(
        ResourceType.USER,
        written,
        request -> directory.page(caller.organization(), request),
        representation::user);
  }

  @GET
  @Path("/{id}")
  public Uni<Response> get(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return directory
        .find(caller.organization(), id)
        .map(
            found -> {
              if (found.isEmpty()) {
                return ScimErrors.response(new Outcome.NotFound());
              }
              return UserRepresentation.version(found.get()).equals(ifNoneMatch)
                  ? Response.notModified().header("ETag", ifNoneMatch).build()
                  : respond(found.get(), Response.Status.OK, projection(uri));
            });
  }

  @PUT
  @Path("/{id}")
  public Uni<Response> replace(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    var resource = Resources.read(ResourceType.USER, media.object(body));
    return change(uri, id, new IdentityCommand.Replace(resource, ScimMedia.ifMatch(ifMatch)));
  }

  @PATCH
  @Path("/{id}")
  public Uni<Response> patch(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    var operations = PatchOperation.read(media.object(body));
    return change(uri, id, new IdentityCommand.Change(operations, ScimMedia.ifMatch(ifMatch)));
  }

  private Uni<Response> change(UriInfo uri, String id, IdentityCommand command) {
    return directory
        .change(caller.organization(), id, command)
        .map(outcome -> respond(outcome, Response.Status.OK, projection(uri)));
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

  private static Projection projection(UriInfo uri) {
    ListRequest.Written written = Lists.written(uri);
    return Projection.of(ResourceType.USER, written.attributes(), written.excludedAttributes());
  }

  private Response respond(Outcome outcome, Response.Status status, Projection projection) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> respond(accepted.identity(), status, projection);
      case Outcome.Unchanged unchanged -> respond(unchanged.identity(), status, projection);
      case Outcome.Rejected rejected -> ScimErrors.response(rejected);
    };
  }

  private Response respond(StoredIdentity identity, Response.Status status, Projection projection) {
    String location = representation.location(identity);
    ObjectNode user = representation.user(identity);
    projection.apply(ResourceType.USER, user);
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(StrictJson.write(user))
            .header("Content-Location", location)
            .header("ETag", UserRepresentation.version(identity))
            .header(Revision.HEADER, Revision.of(identity.identity()).token());
    return status == Response.Status.CREATED
        ? response.header("Location", location).build()
        : response.build();
  }
}
