package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.rules.GroupCommand;
import io.bailiwick.gateway.directory.rules.GroupOutcome;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.query.ListParameters;
import io.bailiwick.gateway.scim.message.GroupBody;
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
import java.util.Optional;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint {@code /Groups}, RFC 7644 section 3. Members are read only if an answer shows them.
 * A change costs the same for groups of any size.
 */
@Path("/scim/v2/{organization}/Groups")
@ScimEndpoint
@RolesAllowed(ScimCaller.ROLE)
@Consumes({ScimMedia.TYPE, ScimMedia.JSON})
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@Cancellable(false)
public class GroupsResource {
  private static final Attribute MEMBERS =
      ResourceType.GROUP.coreAttribute("members").orElseThrow();

  private final ScimCaller caller;
  private final GroupDirectory directory;
  private final Representation representation;
  private final ScimMedia media;
  private final ListEndpoint lists;

  GroupsResource(
      ScimCaller caller,
      GroupDirectory directory,
      Representation representation,
      ScimMedia media,
      ListEndpoint lists) {
    this.caller = caller;
    this.directory = directory;
    this.representation = representation;
    this.media = media;
    this.lists = lists;
  }

  private ResourceType type() {
    return caller.types().group();
  }

  private GroupBody read(byte @Nullable [] body) {
    return new GroupBody(type(), media.object(body), caller.leniency());
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
                .page(caller.organization(), request, request.projection().holds(MEMBERS))
                .map(
                    page ->
                        page.with(
                            page.resources().stream()
                                .map(group -> representation.group(type(), group))
                                .toList())));
  }

  @GET
  @Path("/{id}")
  public Uni<Response> get(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return directory
        .find(caller.organization(), id, false)
        .chain(
            found ->
                found
                    .map(GroupDirectory.Shown::group)
                    .filter(group -> ScimMedia.isKnown(ifNoneMatch, group.version()))
                    .map(group -> Uni.createFrom().item(ScimMedia.notModified(group.version())))
                    .orElseGet(() -> show(id, Response.Status.OK, uri)));
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
        .chain(command -> directory.change(caller.organization(), id, command))
        .chain(outcome -> respond(outcome, Response.Status.OK, uri));
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
        .chain(command -> directory.change(caller.organization(), id, command))
        .chain(outcome -> patched(outcome, uri));
  }

  private Uni<Response> patched(GroupOutcome outcome, UriInfo uri) {
    Projection projection = ListEndpoint.projection(type(), uri);
    Optional<StoredGroup> group = outcome.group();
    if (group.isEmpty() || projection.isExplicit() || !projection.holds(MEMBERS)) {
      return respond(outcome, Response.Status.OK, uri);
    }
    return directory
        .isPatchedSilently(caller.organization(), group.get().id(), caller.leniency())
        .chain(
            silently ->
                silently
                    ? Uni.createFrom()
                        .item(
                            Response.noContent()
                                .header("ETag", Representation.tag(group.get().version()))
                                .build())
                    : respond(outcome, Response.Status.OK, uri));
  }

  @DELETE
  @Path("/{id}")
  public Uni<Response> delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return directory
        .change(caller.organization(), id, new GroupCommand.Delete(ScimMedia.ifMatch(ifMatch)))
        .map(
            outcome ->
                outcome instanceof GroupOutcome.Refused refused
                    ? ScimErrors.response(refused.reason())
                    : Response.noContent().build());
  }

  private Uni<Response> respond(GroupOutcome outcome, Response.Status status, UriInfo uri) {
    return outcome instanceof GroupOutcome.Refused refused
        ? Uni.createFrom().item(ScimErrors.response(refused.reason()))
        : show(outcome.group().orElseThrow().id(), status, uri);
  }

  private Uni<Response> show(String id, Response.Status status, UriInfo uri) {
    Projection projection = ListEndpoint.projection(type(), uri);
    return directory
        .find(caller.organization(), id, projection.holds(MEMBERS))
        .map(
            found ->
                found
                    .map(shown -> respond(shown, status, projection))
                    .orElseGet(() -> ScimErrors.response(new Outcome.NotFound())));
  }

  private Response respond(
      GroupDirectory.Shown shown, Response.Status status, Projection projection) {
    ObjectNode group = representation.group(type(), shown);
    projection.apply(type(), group);
    return ScimMedia.resource(
            status, group, representation.location(shown.group()), shown.group().version())
        .build();
  }
}
