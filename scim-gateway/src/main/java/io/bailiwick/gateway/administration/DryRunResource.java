package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.proposals.Proposals;
import io.bailiwick.gateway.proposals.Proposals.DryRunResult;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Reports the checks that changed settings would decide differently, and changes nothing. */
@Path("/organizations/{organization}/dry-run")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class DryRunResource {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final OrganizationRegistry organizations;
  private final Proposals proposals;
  private final GatewaySettings settings;

  DryRunResource(
      OrganizationRegistry organizations, Proposals proposals, GatewaySettings settings) {
    this.organizations = organizations;
    this.proposals = proposals;
    this.settings = settings;
  }

  /**
   * Accepts the merge patch that a PATCH of the organization accepts.
   *
   * @param watch the time for which to evaluate checks as they come in; absent for recent checks
   */
  @POST
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Operation(summary = "Report the checks that other settings would decide differently")
  public Uni<Response> dryRun(
      @PathParam("organization") String id,
      @QueryParam("watch") @Nullable String watch,
      byte @Nullable [] body) {
    Optional<Duration> time = Optional.ofNullable(watch).map(DryRunResource::duration);
    ObjectNode patch = AdminBodies.object(body);
    return organizations
        .find(id)
        .map(found -> found.orElseThrow(OrganizationsResource::noOrganization))
        .chain(
            present ->
                organizations
                    .resolved(OrganizationsResource.proposed(present, patch, settings))
                    .chain(then -> proposals.dryRun(present, then, time)))
        .map(DryRunResource::answer);
  }

  private static Duration duration(String text) {
    try {
      Duration time = Duration.parse(text);
      if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    } catch (DateTimeParseException _) {
      // The same answer as for a duration that is too long.
    }
    throw new Refusal(
        Problem.of(
            400, "watch", "watch must be an ISO 8601 duration of more than PT0S, at most PT30S."));
  }

  private static Response answer(DryRunResult result) {
    return switch (result) {
      case DryRunResult.Report report ->
          Response.ok(StrictJson.write(report.body())).header("Cache-Control", "no-store").build();
      case DryRunResult.Unanswered unanswered ->
          throw new Refusal(Problem.of(503, "There is no report: " + unanswered.why()));
    };
  }
}
