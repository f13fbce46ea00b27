package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.Connections;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionOutcome;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.sso.TestTickets;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Drafts, tests, enables and deletes the connections of an organization to its identity provider,
 * for the platform's operator. An unknown organization or connection is 404.
 */
@Path("/organizations/{organization}/connections")
@Tag(name = "Connections")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ConnectionsResource {
  private static final String SECRET = "clientSecret";
  private static final List<String> MEMBERS =
      Stream.concat(
              Stream.of(SECRET),
              Arrays.stream(ConnectionSettings.class.getRecordComponents())
                  .map(RecordComponent::getName))
          .toList();

  private final Connections connections;
  private final TestTickets tickets;
  private final String base;

  ConnectionsResource(Connections connections, TestTickets tickets, GatewaySettings settings) {
    this.connections = connections;
    this.tickets = tickets;
    this.base = settings.url().toString().replaceAll("/$", "") + "/sso/";
  }

  /**
   * Accepts {@code {"issuer", "clientId", "clientSecret", ...settings}}. The secret is required
   * unless {@code clientAuthentication} is {@code PRIVATE_KEY_JWT}.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Create a draft of a connection")
  public Uni<Response> create(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    ObjectNode given = AdminBodies.only(AdminBodies.object(body), MEMBERS);
    Optional<String> secret = AdminBodies.take(given, SECRET);
    URI issuer = uri(AdminBodies.required(given, "issuer"));
    ConnectionSettings initial;
    try {
      initial = ConnectionSettings.initial(issuer, AdminBodies.required(given, "clientId"));
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, "issuer", e.getMessage() + "."));
    }
    return connections
        .create(organization, AdminBodies.merged(initial, given, ConnectionSettings.class), secret)
        .map(this::granted)
        .map(this::created);
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, "issuer", "issuer must be a URL."));
    }
  }

  @GET
  @Operation(summary = "List the connections of an organization, oldest first")
  public Uni<Page> list(@PathParam("organization") String organization) {
    return connections
        .of(organization)
        .map(
            found ->
                new Page(
                    found.orElseThrow(OrganizationsResource::noOrganization).stream()
                        .map(this::view)
                        .toList()));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "Read a connection, and what its last test sign-in showed")
  public Uni<Response> get(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return connections
        .find(organization, id)
        .map(found -> answer(found.orElseThrow(ConnectionsResource::noConnection).connection()));
  }

  /**
   * Accepts a JSON merge patch (RFC 7396). A draft is changed in place (200). For an enabled or
   * disabled connection, the patched settings become a new draft (201).
   */
  @PATCH
  @Path("/{id}")
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Change a draft in place, or create a new draft of another connection")
  public Uni<Response> edit(
      @PathParam("organization") String organization,
      @PathParam("id") String id,
      byte @Nullable [] body) {
    ObjectNode patch = AdminBodies.only(AdminBodies.object(body), MEMBERS);
    Optional<String> secret = AdminBodies.take(patch, SECRET);
    return connections
        .edit(
            organization,
            id,
            before -> AdminBodies.merged(before, patch, ConnectionSettings.class),
            secret)
        .map(this::granted)
        .map(connection -> connection.id().equals(id) ? answer(connection) : created(connection));
  }

  /** Returns {@code {"url", "expiresAt"}}: the link to open in a browser, and its expiry. */
  @POST
  @Path("/{id}/test")
  @Operation(summary = "Get a link to a test sign-in, good for 15 minutes")
  public Uni<Response> test(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    Instant now = Instant.now();
    return connections
        .find(organization, id)
        .map(found -> found.orElseThrow(ConnectionsResource::noConnection))
        .map(
            usable ->
                Response.ok(
                        StrictJson.write(
                            Map.of(
                                "url",
                                base
                                    + organization
                                    + "/test/"
                                    + tickets.issue(organization, id, now),
                                "expiresAt",
                                now.plus(TestTickets.LIFE).toString())))
                    .header("Cache-Control", "no-store")
                    .build());
  }

  /** Enables a connection; 409 if no test sign-in has succeeded since its last change. */
  @POST
  @Path("/{id}/enable")
  @Operation(summary = "Enable a tested connection and disable the previous one")
  public Uni<Response> enable(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return connections.enable(organization, id).map(this::granted).map(this::answer);
  }

  @POST
  @Path("/{id}/disable")
  @Operation(summary = "Disable a connection")
  public Uni<Response> disable(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return connections.disable(organization, id).map(this::granted).map(this::answer);
  }

  /** Answers 204; 409 if the connection is enabled, or a session that began with it is live. */
  @DELETE
  @Path("/{id}")
  @Operation(summary = "Delete a connection that is not enabled")
  public Uni<Response> delete(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return connections
        .delete(organization, id)
        .map(this::granted)
        .replaceWith(Response.noContent().build());
  }

  private Connection granted(ConnectionOutcome outcome) {
    return switch (outcome) {
      case ConnectionOutcome.Granted granted -> granted.connection();
      case ConnectionOutcome.NoOrganization _ -> throw OrganizationsResource.noOrganization();
      case ConnectionOutcome.NoConnection _ -> throw noConnection();
      case ConnectionOutcome.SecretMissing _ ->
          throw new Refusal(
              Problem.of(
                  400,
                  SECRET,
                  "clientSecret is required unless clientAuthentication is PRIVATE_KEY_JWT, and"
                      + " again if issuer or clientId change."));
      case ConnectionOutcome.NotTested _ ->
          throw new Refusal(
              Problem.of(
                  409,
                  "status",
                  "Only a connection with a successful test sign-in can be enabled:"
                      + " POST .../test gives the link."));
      case ConnectionOutcome.StillEnabled _ ->
          throw new Refusal(
              Problem.of(409, "status", "The connection is enabled. Disable it first."));
      case ConnectionOutcome.StillUsed _ ->
          throw new Refusal(
              Problem.of(
                  409,
                  "sessions",
                  "Sessions that began with it are live, and its provider's logout would not reach"
                      + " them any more. Wait until they end, or end all sessions first."));
      case ConnectionOutcome.TooMany tooMany ->
          throw new Refusal(
              Problem.of(
                  409,
                  "The organization has "
                      + tooMany.most()
                      + " connections already. Delete one first."));
    };
  }

  private static Refusal noConnection() {
    return new Refusal(Problem.of(404, "The organization has no connection with that id."));
  }

  private Response created(Connection connection) {
    return Response.fromResponse(answer(connection))
        .status(Response.Status.CREATED)
        .header(
            HttpHeaders.LOCATION,
            "/organizations/" + connection.organization() + "/connections/" + connection.id())
        .build();
  }

  private Response answer(Connection connection) {
    return Response.ok(StrictJson.write(view(connection)))
        .header("Cache-Control", "no-store")
        .build();
  }

  private View view(Connection connection) {
    String organization = base + connection.organization();
    return new View(
        connection, organization + "/callback", organization + "/backchannel-logout", organization);
  }

  /**
   * A connection and its URLs; its secret is never shown.
   *
   * @param redirectUri the redirect URI to register at the identity provider
   * @param backchannelLogoutUri the back-channel logout URI to register at the identity provider
   * @param signInUrl the URL at which people of the organization sign in
   */
  public record View(
      @com.fasterxml.jackson.annotation.JsonUnwrapped Connection connection,
      String redirectUri,
      String backchannelLogoutUri,
      String signInUrl) {}

  /** The connections of an organization. */
  public record Page(List<View> connections) {}
}
