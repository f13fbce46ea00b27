package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.platform.PlatformClient;
import io.bailiwick.gateway.platform.PlatformClients;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Registers the platform's services as clients of the OpenID provider, and rotates or revokes its
 * signing keys, for the platform's operator.
 */
@Path("/")
@Tag(name = "Platform clients")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ClientsResource {
  private final PlatformClients clients;
  private final SigningKeys keys;

  ClientsResource(PlatformClients clients, SigningKeys keys) {
    this.clients = clients;
    this.keys = keys;
  }

  /**
   * Accepts {@code {"name", "redirectUris", "postLogoutRedirectUris", "type", "pkce"}}, of which
   * name and redirectUris are required. The answer is 201 with the client and its secret.
   */
  @POST
  @Path("clients")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Register a platform service; its secret is shown only once")
  public Uni<Response> register(byte @Nullable [] body) {
    ObjectNode given = AdminBodies.object(body);
    for (String ours : List.of("id", "createdAt")) {
      if (given.has(ours)) {
        throw new Refusal(Problem.of(400, ours, ours + " cannot be given."));
      }
    }
    AdminBodies.only(
        given, List.of("name", "redirectUris", "postLogoutRedirectUris", "type", "pkce"));
    given.put("id", "-").put("createdAt", "1970-01-01T00:00:00Z");
    return clients
        .register(AdminBodies.read(StrictJson.write(given), PlatformClient.class))
        .map(
            made ->
                Response.status(Response.Status.CREATED)
                    .header(HttpHeaders.LOCATION, "/clients/" + made.client().id())
                    .header("Cache-Control", "no-store")
                    .entity(StrictJson.write(View.of(made.client(), made.secret())))
                    .build());
  }

  @GET
  @Path("clients")
  @Operation(summary = "List the platform services, without their secrets")
  public Uni<Views> list() {
    return clients
        .all()
        .map(
            all ->
                new Views(all.stream().map(client -> View.of(client, Optional.empty())).toList()));
  }

  @DELETE
  @Path("clients/{client}")
  @Operation(summary = "Delete a platform service; it gets no more tokens")
  public Uni<Response> remove(@PathParam("client") String id) {
    return clients
        .remove(id)
        .map(
            removed -> {
              if (!removed) {
                throw new Refusal(Problem.of(404, "There is no client with that id."));
              }
              return Response.noContent().build();
            });
  }

  /** Answers 201 with the new key's id: {@code {"kid": "..."}}. */
  @POST
  @Path("signing-keys")
  @Operation(
      summary = "Sign tokens with a new key in two minutes; the present ones verify for a day")
  public Uni<Response> rotate() {
    return keys.rotate().map(kid -> made(Response.Status.CREATED, kid));
  }

  /** Answers 200 with the new key's id: {@code {"kid": "..."}}. No earlier key verifies tokens. */
  @DELETE
  @Path("signing-keys")
  @Operation(summary = "Revoke all signing keys because one has leaked, and sign with a new one")
  public Uni<Response> withdraw() {
    return keys.withdraw().map(kid -> made(Response.Status.OK, kid));
  }

  private static Response made(Response.Status status, String kid) {
    return Response.status(status).entity(StrictJson.write(Map.of("kid", kid))).build();
  }

  /** All registered services. */
  public record Views(List<View> clients) {}

  /**
   * A registered service; its members are those of the client.
   *
   * @param clientSecret present only in the answer to the registration of a confidential client
   */
  public record View(
      @com.fasterxml.jackson.annotation.JsonUnwrapped PlatformClient client,
      Optional<String> clientSecret) {
    static View of(PlatformClient client, Optional<String> secret) {
      return new View(client, secret);
    }
  }
}
