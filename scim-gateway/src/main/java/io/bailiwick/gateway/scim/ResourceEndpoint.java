package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.Directory;
import io.bailiwick.gateway.directory.rules.CommandOutcome;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredResource;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.query.ListParameters;
import io.bailiwick.gateway.scim.message.ResourceBody;
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
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of users or of groups, RFC 7644 section 3. It reads requests, passes commands to the
 * directory and writes the answers.
 *
 * <p>The annotations are here and not only at the subclasses, because Quarkus applies those of a
 * class to the methods that it declares itself. Without {@code @RolesAllowed} here every request is
 * rejected ({@code quarkus.security.jaxrs.deny-unannotated-endpoints}). A subclass repeats it for
 * methods of its own, and for the message of a rejection, which names the role.
 *
 * @param <C> the commands
 * @param <S> a resource as it is stored
 */
@ScimEndpoint
@RolesAllowed(ScimCaller.ROLE)
@Consumes({ScimMedia.TYPE, ScimMedia.JSON})
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@Cancellable(false)
public abstract class ResourceEndpoint<C, S extends StoredResource> {
  private final ResourceBody.Reader<C> reader;
  private final Directory<C, S> directory;
  private final ResourceView<S> view;
  private final ScimCaller caller;
  private final Representation representation;
  private final ScimMedia media;
  private final ListEndpoint lists;

  ResourceEndpoint(
      ResourceBody.Reader<C> reader,
      Directory<C, S> directory,
      ResourceView<S> view,
      ScimCaller caller,
      Representation representation,
      ScimMedia media,
      ListEndpoint lists) {
    this.reader = reader;
    this.directory = directory;
    this.view = view;
    this.caller = caller;
    this.representation = representation;
    this.media = media;
    this.lists = lists;
  }

  @POST
  public Uni<Response> create(@Context UriInfo uri, byte @Nullable [] body) {
    return apply(Optional.empty(), body, ResourceBody::create)
        .chain(outcome -> respond(outcome, Status.CREATED, uri));
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

  @GET
  @Path("/{id}")
  public Uni<Response> get(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return directory.find(
        caller.organization(),
        id,
        found -> {
          if (found.isEmpty()) {
            return rejected(new Outcome.NotFound());
          }
          return ScimMedia.isKnown(ifNoneMatch, found.get().version())
              ? Uni.createFrom().item(ScimMedia.notModified(found.get().version()))
              : show(found.get(), Status.OK, uri);
        });
  }

  @PUT
  @Path("/{id}")
  public Uni<Response> replace(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    return apply(Optional.of(id), body, read -> read.replace(ScimMedia.ifMatch(ifMatch)))
        .chain(outcome -> respond(outcome, Status.OK, uri));
  }

  @PATCH
  @Path("/{id}")
  public Uni<Response> patch(
      @Context UriInfo uri,
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      byte @Nullable [] body) {
    return apply(Optional.of(id), body, read -> read.change(ScimMedia.ifMatch(ifMatch)))
        .chain(
            outcome ->
                outcome.answer(resource -> patched(resource, uri), ResourceEndpoint::rejected));
  }

  @DELETE
  @Path("/{id}")
  public Uni<Response> delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    C command = read(JsonNodeFactory.instance.objectNode()).delete(ScimMedia.ifMatch(ifMatch));
    return directory
        .apply(caller.organization(), Optional.of(id), command)
        .map(
            outcome ->
                outcome.answer(
                    resource -> revised(Response.noContent(), resource), ScimErrors::response));
  }

  /**
   * Carries out the command of a body.
   *
   * @param id the resource; empty for a new one
   * @param command returns the command
   */
  private Uni<CommandOutcome<S>> apply(
      Optional<String> id, byte @Nullable [] body, Function<ResourceBody<C>, C> command) {
    return media
        .read(body, () -> command.apply(read(media.object(body))))
        .chain(known -> directory.apply(caller.organization(), id, known));
  }

  private ResourceBody<C> read(ObjectNode body) {
    return reader.read(view.type(), body, caller.leniency());
  }

  private Uni<Response> list(ListParameters written) {
    return lists.answer(
        view.type(),
        written,
        request ->
            directory.page(
                caller.organization(),
                request,
                page -> view.of(page.resources(), request.projection()).map(page::with)));
  }

  private Uni<Response> respond(CommandOutcome<S> outcome, Status status, UriInfo uri) {
    return outcome.answer(resource -> show(resource, status, uri), ResourceEndpoint::rejected);
  }

  private static Uni<Response> rejected(Outcome.Rejected reason) {
    return Uni.createFrom().item(ScimErrors.response(reason));
  }

  private Uni<Response> patched(S resource, UriInfo uri) {
    return view.isPatchedSilently(resource, ListEndpoint.projection(view.type(), uri))
        .chain(
            silently ->
                silently
                    ? Uni.createFrom()
                        .item(
                            revised(
                                Response.noContent()
                                    .header("ETag", Representation.tag(resource.version())),
                                resource))
                    : show(resource, Status.OK, uri));
  }

  private Uni<Response> show(S resource, Status status, UriInfo uri) {
    Projection projection = ListEndpoint.projection(view.type(), uri);
    return view.of(List.of(resource), projection)
        .map(
            shown -> {
              ObjectNode json = shown.getFirst();
              projection.apply(view.type(), json);
              String location = representation.location(view.type(), resource);
              return revised(
                  ScimMedia.resource(status, json, location, resource.version()), resource);
            });
  }

  private static Response revised(Response.ResponseBuilder response, StoredResource resource) {
    resource.revision().ifPresent(revision -> response.header(Revision.HEADER, revision.token()));
    return response.build();
  }
}
