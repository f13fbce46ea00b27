package io.bailiwick.outbox;

import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Publishes all topics of a service again, for the platform's operator. */
@Path("/republication")
@Tag(name = "Republication")
@StrictQuery
public class RepublicationResource {
  private final Republication republication;

  RepublicationResource(Republication republication) {
    this.republication = republication;
  }

  /** Answers 202 at once; the republication continues after a crash too. */
  @POST
  @RolesAllowed("bailiwick.operate")
  @Operation(summary = "Publish the whole state of the service's topics again")
  public Uni<Response> publishAgain() {
    return republication.beginWithAll().map(begun -> Response.accepted().build());
  }
}
