package io.bailiwick.outbox;

import io.bailiwick.json.StrictJson;
import io.bailiwick.service.JsonBodies;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Publishes some identities or accounts of an organization again, for the platform's operator. The
 * events keep their versions, so they have an effect only where a service lacks them.
 */
@Path("/organizations/{organization}/republication")
@Tag(name = "Republication")
@RolesAllowed("bailiwick.operate")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class OrganizationRepublicationResource {
  private static final int MOST = 1_000;

  private final OwnedState state;

  OrganizationRepublicationResource(OwnedState state) {
    this.state = state;
  }

  /** Answers after the commit with the number of published states. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Publish the state of some ids of an organization again")
  public Uni<Response> publishAgain(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    Ids asked = JsonBodies.read(body, Ids.class);
    if (asked.ids().isEmpty() || asked.ids().size() > MOST) {
      throw new Refusal(Problem.of(400, "ids", "ids must have 1 to " + MOST + " elements."));
    }
    return state
        .publishAgain(organization, Set.copyOf(asked.ids()))
        .map(published -> Response.ok(StrictJson.write(Map.of("published", published))).build());
  }

  /** The ids of a request. */
  public record Ids(List<String> ids) {
    public Ids {
      ids = List.copyOf(ids);
    }
  }
}
