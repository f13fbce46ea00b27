package io.bailiwick.gateway.administration;

import io.bailiwick.check.ScimCheck;
import io.bailiwick.gateway.scim.token.ScimSelfCheck;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.settings.GatewaySettings.Face;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Tests an organization's SCIM endpoint with the requests of identity providers, for the platform's
 * operator.
 */
@Path("/organizations/{organization}/scim/self-test")
@Tag(name = "SCIM requests")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ScimSelfCheckResource {
  private static final double NANOS_PER_MILLI = 1e6;

  private final ScimSelfCheck selfCheck;
  private final boolean servesScim;

  ScimSelfCheckResource(ScimSelfCheck selfCheck, GatewaySettings settings) {
    this.selfCheck = selfCheck;
    this.servesScim = settings.serves().contains(Face.SCIM);
  }

  /** Calls this replica over the loopback address; 409 if the replica does not serve SCIM. */
  @POST
  @Operation(summary = "Test the organization's endpoint with requests of Entra ID and Okta")
  public Uni<Report> run(
      @PathParam("organization") String organization, @Context HttpServerRequest request) {
    if (!servesScim) {
      throw new Refusal(
          Problem.of(409, "This replica does not serve SCIM (bailiwick.gateway.serves)."));
    }
    String base = "%s://127.0.0.1:%d".formatted(request.scheme(), request.localAddress().port());
    return selfCheck
        .run(organization, base)
        .map(results -> Report.of(results.orElseThrow(OrganizationsResource::noOrganization)));
  }

  /** The results of all checks. */
  public record Report(boolean passed, List<View> checks) {
    static Report of(List<ScimCheck.Result> results) {
      return new Report(
          results.stream().allMatch(ScimCheck.Result::passed),
          results.stream().map(View::of).toList());
    }
  }

  /**
   * The result of a check.
   *
   * @param provider the identity provider whose requests were sent
   * @param check the description of the check
   * @param failure the difference from the expected answer; absent if the check passed
   * @param milliseconds the time that the check took
   */
  public record View(
      String provider,
      String check,
      boolean passed,
      Optional<String> failure,
      double milliseconds) {
    static View of(ScimCheck.Result result) {
      return new View(
          result.provider(),
          result.check(),
          result.passed(),
          result.failure(),
          result.took().toNanos() / NANOS_PER_MILLI);
    }
  }
}
