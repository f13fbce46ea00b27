package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.signin.SignInTrace;
import io.bailiwick.gateway.signin.SignInTraces;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Lists failed sign-ins and reads one by its trace number, which the person's page shows, for the
 * platform's operator.
 */
@Path("/organizations/{organization}/sign-in-traces")
@Tag(name = "Connections")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class SignInTracesResource {
  private final SignInTraces traces;

  SignInTracesResource(SignInTraces traces) {
    this.traces = traces;
  }

  @GET
  @Path("/{trace}")
  @Operation(summary = "Read which check of a sign-in failed, and how to fix it")
  public Uni<View> get(
      @PathParam("organization") String organization, @PathParam("trace") String trace) {
    return traces
        .find(organization, trace.toUpperCase(Locale.ROOT))
        .map(
            found ->
                View.of(
                    organization,
                    found.orElseThrow(
                        () ->
                            new Refusal(
                                Problem.of(
                                    404,
                                    "The organization has no failed sign-in of that number in the"
                                        + " last 30 days.")))));
  }

  @GET
  @Operation(summary = "List the newest failed sign-ins")
  public Uni<Views> list(
      @PathParam("organization") String organization, @QueryParam("limit") @Nullable String limit) {
    return traces
        .newest(organization, PageSize.of(limit))
        .map(
            found -> new Views(found.stream().map(trace -> View.of(organization, trace)).toList()));
  }

  /** Failed sign-ins, newest first. */
  public record Views(List<View> traces) {}

  /**
   * A failed sign-in.
   *
   * @param id the trace number
   * @param check the name of the failed check
   * @param failed the meaning of the failure, in words
   * @param mend the request or change that fixes it
   * @param detail the facts of this failure, without personal data
   */
  public record View(
      String id,
      Instant at,
      Optional<String> connection,
      String check,
      String failed,
      String mend,
      String detail) {
    static View of(String organization, SignInTrace trace) {
      return new View(
          trace.id(),
          trace.at(),
          trace.connection(),
          trace.check().name(),
          trace.check().failed(),
          trace.check().mend(organization, trace.connection()),
          trace.detail());
    }
  }
}
