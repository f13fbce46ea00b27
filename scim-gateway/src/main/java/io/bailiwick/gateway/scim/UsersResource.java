package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.IdentityDirectory;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.query.ListParameters;
import io.bailiwick.gateway.scim.message.UserBody;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The endpoint {@code /Users}, RFC 7644 section 3. */
@Path("/scim/v2/{organization}/Users")
@ScimEndpoint
@RolesAllowed(ScimCaller.ROLE)
@Consumes({ScimMedia.TYPE, ScimMedia.JSON})
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@Cancellable(false)
public class UsersResource {
  private static final Attribute GROUPS = ResourceType.USER.coreAttribute("groups").orElseThrow();

  private final ScimCaller caller;
  private final IdentityDirectory directory;
  private final GroupDirectory groups;
  private final Representation representation;
  private final ScimMedia media;
  private final ListEndpoint lists;

  UsersResource(
      ScimCaller caller,
      IdentityDirectory directory,
      GroupDirectory groups,
      Representation representation,
      ScimMedia media,
      ListEndpoint lists) {
    this.caller = caller;
    this.directory = directory;
    this.groups = groups;
    this.representation = representation;
    this.media = media;
    this.lists = lists;
  }

  private ResourceType type() {
    return caller.types().user();
  }

  private UserBody read(byte @Nullable [] body) {
    return new UserBody(type(), media.object(body), caller.leniency());
  }

  @POST
  public Uni<Response> create(@Context UriInfo uri, byte @Nullable [] body) {
    return media
        .read(body, () -> read(body).create())
        .chain(command -> directory.create(caller.organization(), command))
        .chain(outcome -> respond(outcome, Response.Status.CREATED, uri));
  }

  @GET
  public Uni<Response> list(@Context UriInfo uri) {
    return list(ListEndpoint.written(uri));
  }

  @POST
  @Path("/.search")
  public Uni<Response> search(byte @Nullable [] body) {
    return media.read(body, () -> lists.searched(media.object(body))).chain(this::list);
  }

  private Uni<Response> list(ListParameters written) {
    return lists.answer(
        type(),
        written,
        request ->
            directory
                .page(caller.organization(), request)
                .chain(
                    page -> represented(page.resources(), request.projection()).map(page::with)));
  }

  @GET
  @Path("/{id}")
  public Uni<Response> get(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return directory
        .find(caller.organization(), id)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(ScimErrors.response(new Outcome.NotFound()));
              }
              return ScimMedia.isKnown(ifNoneMatch, found.get().version())
                  ? Uni.createFrom().item(ScimMedia.notModified(found.get().version()))
                  : respond(found.get(), Response.Status.OK, uri);
            });
  }

  @PUT
  @Path("/{id}")
  public Uni<Response> replace(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    return media
        .read(body, () -> read(body).replace(ScimMedia.ifMatch(ifMatch)))
        .chain(command -> change(uri, id, command));
  }

  @PATCH
  @Path("/{id}")
  public Uni<Response> patch(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    return media
        .read(body, () -> read(body).change(ScimMedia.ifMatch(ifMatch)))
        .chain(command -> change(uri, id, command));
  }

  private Uni<Response> change(UriInfo uri, String id, IdentityCommand command) {
    return directory
        .change(caller.organization(), id, command)
        .chain(outcome -> respond(outcome, Response.Status.OK, uri));
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

  private Uni<Response> respond(Outcome outcome, Response.Status status, UriInfo uri) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> respond(accepted.identity(), status, uri);
      case Outcome.Unchanged unchanged -> respond(unchanged.identity(), status, uri);
      case Outcome.Rejected rejected -> Uni.createFrom().item(ScimErrors.response(rejected));
    };
  }

  private Uni<Response> respond(StoredIdentity identity, Response.Status status, UriInfo uri) {
    Projection projection = ListEndpoint.projection(type(), uri);
    return represented(List.of(identity), projection)
        .map(
            shown -> {
              ObjectNode user = shown.getFirst();
              projection.apply(type(), user);
              return ScimMedia.resource(
                      status, user, representation.location(identity), identity.version())
                  .header(Revision.HEADER, Revision.of(identity.identity()).token())
                  .build();
            });
  }

  /** Represents users in full; the names of their groups are read only if the answer shows them. */
  private Uni<List<ObjectNode>> represented(List<StoredIdentity> users, Projection projection) {
    Set<String> shown =
        projection.holds(GROUPS)
            ? users.stream().flatMap(user -> user.groups().stream()).collect(Collectors.toSet())
            : Set.of();
    return groups
        .names(caller.organization(), shown)
        .map(
            names -> users.stream().map(user -> representation.user(type(), user, names)).toList());
  }
}
