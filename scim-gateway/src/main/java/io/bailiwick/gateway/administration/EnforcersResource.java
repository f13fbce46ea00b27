package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.enforcement.EnforcementWaits;
import io.bailiwick.gateway.enforcement.KnownEnforcer;
import io.bailiwick.service.StrictQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists the enforcers that may answer checks, for the platform's operator. */
@Path("/enforcers")
@Tag(name = "Enforcers")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@StrictQuery
public class EnforcersResource {
  private final EnforcementWaits waits;

  EnforcersResource(EnforcementWaits waits) {
    this.waits = waits;
  }

  /** Returns the enforcers by their names, as this replica has heard of them. */
  @GET
  @Operation(summary = "List the enforcers, with the time until which each has applied all changes")
  public Views list() {
    return new Views(waits.enforcers());
  }

  /** The enforcers in a JSON object, so that members can be added. */
  public record Views(List<KnownEnforcer> enforcers) {}
}
