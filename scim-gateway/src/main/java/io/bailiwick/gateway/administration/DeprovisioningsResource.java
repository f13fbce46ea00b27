package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.leavers.Counts;
import io.bailiwick.gateway.leavers.Deprovisionings;
import io.bailiwick.gateway.leavers.Deprovisionings.Counted;
import io.bailiwick.gateway.leavers.Deprovisionings.DepartedPerson;
import io.bailiwick.gateway.leavers.Deprovisionings.Result;
import io.bailiwick.gateway.leavers.rules.Deprovisioning;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The deprovisionings that the guard holds, for the platform's operator: who has left, and the
 * decision of administrators to release or to restore them.
 */
@Path("/organizations/{organization}/deprovisionings")
@Tag(name = "Deprovisionings")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class DeprovisioningsResource {
  private final Deprovisionings deprovisionings;
  private final SecurityIdentity caller;

  DeprovisioningsResource(Deprovisionings deprovisionings, SecurityIdentity caller) {
    this.deprovisionings = deprovisionings;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "List the deprovisionings that the guard has held, newest first")
  public Uni<Views> list(
      @PathParam("organization") String organization, @QueryParam("limit") @Nullable String limit) {
    return deprovisionings
        .list(organization, PageSize.of(limit))
        .map(
            found ->
                new Views(
                    found.orElseThrow(OrganizationsResource::noOrganization).stream()
                        .map(View::of)
                        .toList()));
  }

  /** Returns a deprovisioning with its people, in the order in which they left. */
  @GET
  @Path("/{batch}")
  @Operation(summary = "Read a deprovisioning with a page of its people")
  public Uni<PeopleView> page(
      @PathParam("organization") String organization,
      @PathParam("batch") String batch,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    return deprovisionings
        .page(organization, batch, position(after), PageSize.of(limit))
        .map(found -> PeopleView.of(found.orElseThrow(DeprovisioningsResource::nothing)));
  }

  /**
   * Counts the approval of the token's subject. The second subject's approval releases the
   * deprovisioning; a second approval of the same subject is 409.
   */
  @POST
  @Path("/{batch}/release")
  @Operation(summary = "Approve the release; the second administrator's approval releases")
  public Uni<View> release(
      @PathParam("organization") String organization, @PathParam("batch") String batch) {
    return deprovisionings
        .release(organization, batch, subject())
        .map(DeprovisioningsResource::done);
  }

  /** Answers when all are back who can come back; it can be repeated. */
  @POST
  @Path("/{batch}/restore")
  @Operation(summary = "Bring the people of a deprovisioning back")
  public Uni<View> restore(
      @PathParam("organization") String organization, @PathParam("batch") String batch) {
    return deprovisionings
        .restore(organization, batch, subject())
        .map(DeprovisioningsResource::done);
  }

  /** Returns the subject of the caller's token, which tells administrators apart. */
  private String subject() {
    if (caller.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null) {
      return token.getSubject();
    }
    throw new Refusal(Problem.of(403, "The token has no subject, which the request requires."));
  }

  private static View done(Optional<Result> result) {
    return switch (result.orElseThrow(DeprovisioningsResource::nothing)) {
      case Result.Done done -> View.of(done.batch());
      case Result.Rejected rejected -> throw new Refusal(Problem.of(409, rejected.reason()));
    };
  }

  private static Refusal nothing() {
    return new Refusal(Problem.of(404, "The organization has no deprovisioning with that id."));
  }

  private static long position(String after) {
    try {
      return after.isEmpty() ? 0 : Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw new Refusal(
          Problem.of(400, "after", "after must be the next of a page of this deprovisioning."));
    }
  }

  /** The deprovisionings of an organization. */
  public record Views(List<View> deprovisionings) {}

  /**
   * A deprovisioning.
   *
   * @param accounts the accounts that the organization had
   * @param threshold the number of departures that was exceeded
   */
  public record View(
      String id,
      Instant openedAt,
      Deprovisioning.State state,
      long accounts,
      long threshold,
      Counts counts,
      List<Deprovisioning.Approval> approvals,
      Optional<String> restoredBy,
      Optional<Instant> restoreStartedAt,
      Optional<Instant> closedAt) {
    static View of(Counted counted) {
      Deprovisioning batch = counted.batch();
      return new View(
          batch.id(),
          batch.openedAt(),
          batch.state(),
          batch.accounts(),
          batch.threshold(),
          counted.counts(),
          batch.approvals(),
          batch.restoredBy(),
          batch.restoreStartedAt(),
          batch.closedAt());
    }
  }

  /**
   * A deprovisioning with a page of its people.
   *
   * @param next the value of {@code after} for the following page; absent at the end
   */
  public record PeopleView(
      View deprovisioning, List<DepartedPerson> people, Optional<String> next) {
    static PeopleView of(Deprovisionings.Page page) {
      return new PeopleView(View.of(page.batch()), page.people(), page.next().map(String::valueOf));
    }
  }
}
