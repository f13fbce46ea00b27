package io.bailiwick.worker.accounts;

import io.bailiwick.event.WireEvent;
import io.bailiwick.service.JsonBodies;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.bailiwick.worker.accounts.HandleReservation.Owner;
import io.bailiwick.worker.accounts.HandleReservation.Taken;
import io.bailiwick.worker.database.Author;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The handles of the whole platform. The platform reserves those of its personal accounts here, so
 * that no managed account gets one.
 */
@Path("/handles")
@Tag(name = "Handles")
@RolesAllowed(HandlesResource.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class HandlesResource {
  static final String SCOPE = "bailiwick.handles";
  private static final int MOST = 10_000;

  private final ReservedHandles handles;
  private final SecurityIdentity caller;

  HandlesResource(ReservedHandles handles, SecurityIdentity caller) {
    this.handles = handles;
    this.caller = caller;
  }

  @GET
  @Path("/{handle}")
  @Operation(summary = "Tell who has a handle")
  public Uni<Handle> get(@PathParam("handle") String handle) {
    String folded = HandleReservation.handle("handle", handle);
    return handles
        .owner(folded)
        .map(
            found ->
                found
                    .map(owner -> new Handle(folded, owner.kind(), owner.account()))
                    .orElseThrow(HandlesResource::free));
  }

  private static Refusal free() {
    return new Refusal(Problem.of(404, "No account or organization has that handle."));
  }

  /** Accepts {@code {"account"}}; 409 if somebody else has the handle. */
  @PUT
  @Path("/{handle}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Reserve a handle for a personal account")
  public Uni<Response> reserve(
      @PathParam("handle") String handle,
      @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace,
      byte @Nullable [] body) {
    HandleReservation wanted =
        HandleReservation.stated("", handle, JsonBodies.read(body, ForAccount.class).account());
    return handles
        .reserve(List.of(wanted), Author.of(caller, trace))
        .map(
            taken -> {
              if (!taken.isEmpty()) {
                throw new Refusal(Problem.of(409, "handle", has(taken.getFirst().by())));
              }
              return Response.noContent().build();
            });
  }

  private static String has(Owner.Kind kind) {
    return switch (kind) {
      case PERSONAL -> "Another personal account has that handle.";
      case MANAGED -> "A managed account has that handle.";
      case ORGANIZATION -> "An organization has that name.";
    };
  }

  /**
   * Accepts {@code {"handles": [{"handle", "account"}]}}, at most 10,000, and answers {@code
   * {"reserved": n, "taken": [{"handle", "by"}]}}. The free ones are reserved even if others are
   * taken.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Reserve many handles")
  public Uni<Reserved> reserveAll(
      @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace, byte @Nullable [] body) {
    List<HandleReservation> wanted = wanted(JsonBodies.read(body, Many.class).handles());
    return handles
        .reserve(wanted, Author.of(caller, trace))
        .map(taken -> new Reserved(wanted.size() - taken.size(), taken));
  }

  private static List<HandleReservation> wanted(@Nullable List<One> stated) {
    if (stated == null || stated.isEmpty() || stated.size() > MOST) {
      throw new Refusal(
          Problem.of(400, "handles", "handles must hold 1 to " + MOST + " reservations."));
    }
    List<HandleReservation> wanted = new ArrayList<>();
    for (int i = 0; i < stated.size(); i++) {
      One one = stated.get(i);
      String field = "handles." + i + ".";
      wanted.add(HandleReservation.stated(field, one.handle(), one.account()));
    }
    return wanted;
  }

  /** Answers 204; 404 if this personal account does not have the handle. */
  @DELETE
  @Path("/{handle}")
  @Operation(summary = "Release the handle of a personal account")
  public Uni<Response> release(
      @PathParam("handle") String handle,
      @QueryParam("account") @Nullable String account,
      @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace) {
    HandleReservation given = HandleReservation.stated("", handle, account);
    return handles
        .release(given, Author.of(caller, trace))
        .map(
            released -> {
              if (!released) {
                throw new Refusal(
                    Problem.of(404, "That personal account does not have the handle."));
              }
              return Response.noContent().build();
            });
  }

  /**
   * A handle that somebody has.
   *
   * @param account the account's id; absent if it is the name of an organization
   */
  public record Handle(String handle, Owner.Kind kind, Optional<String> account) {}

  /** The result of many reservations. */
  public record Reserved(int reserved, List<Taken> taken) {}

  record ForAccount(@Nullable String account) {}

  record Many(@Nullable List<One> handles) {}

  record One(@Nullable String handle, @Nullable String account) {}
}
