package io.bailiwick.worker.accounts;

import io.bailiwick.json.StrictJson;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Compares and repairs the accounts of an organization, for the platform's operator. */
@Path("/organizations/{id}/reconciliation")
@Tag(name = "Reconciliation")
@RolesAllowed("bailiwick.operate")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ReconciliationResource {
  private final Reconciler reconciler;

  /** The organizations whose accounts this replica compares now, at an operator's request. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  ReconciliationResource(Reconciler reconciler) {
    this.reconciler = reconciler;
  }

  /**
   * Plans all accounts anew from their stored identities, repairs those that differ, and answers
   * with a report. With {@code dryRun=true} it repairs nothing. A second run at the same time is
   * 409.
   */
  @POST
  @Operation(summary = "Compare the accounts of an organization with their plan, and repair them")
  public Uni<Response> reconcile(
      @PathParam("id") String id, @QueryParam("dryRun") @Nullable String dryRun) {
    boolean compareOnly = flag(dryRun);
    if (!running.add(id)) {
      throw new Refusal(
          Problem.of(409, "A reconciliation of the organization is running. Repeat it later."));
    }
    return reconciler
        .reconcile(id, compareOnly)
        .onTermination()
        .invoke(() -> running.remove(id))
        .map(
            found ->
                found
                    .map(report -> Response.ok(StrictJson.write(report)).build())
                    .orElseThrow(
                        () ->
                            new Refusal(
                                Problem.of(404, "There is no organization with that id."))));
  }

  private static boolean flag(@Nullable String dryRun) {
    return switch (dryRun == null ? "false" : dryRun) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(Problem.of(400, "dryRun", "dryRun must be true or false."));
    };
  }
}
