package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.directory.IdentityDirectory;
import io.bailiwick.gateway.directory.rules.IdentityCommand;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Ends sessions and locks accounts, for the platform's operator. */
@Path("/organizations/{organization}")
@Tag(name = "Access")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class AccessResource {
  private final Sessions sessions;
  private final IdentityDirectory directory;
  private final OrganizationRegistry organizations;

  AccessResource(
      Sessions sessions, IdentityDirectory directory, OrganizationRegistry organizations) {
    this.sessions = sessions;
    this.directory = directory;
    this.organizations = organizations;
  }

  /** Returns the live sessions of a person; 404 if the organization has no such identity. */
  @GET
  @Path("/identities/{id}/sessions")
  @Operation(summary = "List the sessions of a person that have neither ended nor expired")
  public Uni<Views> list(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return sessions
        .of(organization, id)
        .map(
            found ->
                new Views(
                    found.orElseThrow(AccessResource::nobody).stream().map(View::of).toList()));
  }

  /** Answers 204 with the new revision of the identity; 404 if there is no such identity. */
  @DELETE
  @Path("/identities/{id}/sessions")
  @Operation(summary = "End all sessions of a person; tokens and credentials made in them too")
  public Uni<Response> endOfPerson(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return command(organization, id, new IdentityCommand.EndSessions());
  }

  /** Answers 204; 404 if the session does not exist or has ended already. */
  @DELETE
  @Path("/sessions/{session}")
  @Operation(summary = "End one session")
  public Uni<Response> end(
      @PathParam("organization") String organization, @PathParam("session") String session) {
    return sessions
        .end(organization, session)
        .map(
            ended -> {
              if (!ended) {
                throw new Refusal(Problem.of(404, "There is no such session to end."));
              }
              return Response.noContent().build();
            });
  }

  /** Answers 204 with the new revision of the organization; 404 if it does not exist. */
  @DELETE
  @Path("/sessions")
  @Operation(summary = "End all sessions of an organization; people may sign in again")
  public Uni<Response> endAll(@PathParam("organization") String organization) {
    return organizations
        .endSessions(organization)
        .map(
            change -> {
              Organization after = OrganizationsResource.made(change);
              return Response.noContent()
                  .header(Revision.HEADER, Revision.of(after).token())
                  .build();
            });
  }

  /**
   * Answers 204 with the revision of the identity. A lock of the last administrator is 409 if the
   * organization has {@code lastAdmin=PROTECT_LAST_ADMIN}.
   */
  @POST
  @Path("/identities/{id}/lock")
  @Operation(summary = "Lock a person's account, whatever the identity provider says")
  public Uni<Response> lock(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return command(organization, id, new IdentityCommand.Lock());
  }

  /** Answers 204 with the revision of the identity; 404 if there is no such identity. */
  @DELETE
  @Path("/identities/{id}/lock")
  @Operation(summary = "Unlock a person's account")
  public Uni<Response> unlock(
      @PathParam("organization") String organization, @PathParam("id") String id) {
    return command(organization, id, new IdentityCommand.Unlock());
  }

  private Uni<Response> command(String organization, String id, IdentityCommand command) {
    return directory.apply(organization, Optional.of(id), command).map(AccessResource::done);
  }

  static Refusal nobody() {
    return new Refusal(Problem.of(404, "The organization has no identity with that id."));
  }

  static Refusal lastAdmin() {
    return new Refusal(
        Problem.of(
            409,
            "This would leave the organization without an administrator, which"
                + " lastAdmin=PROTECT_LAST_ADMIN forbids."));
  }

  private static Response done(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> done(accepted.identity());
      case Outcome.Unchanged unchanged -> done(unchanged.identity());
      case Outcome.NotFound _ -> throw nobody();
      case Outcome.LastAdmin _ -> throw lastAdmin();
      case Outcome.VersionMismatch _, Outcome.Taken _, Outcome.Invalid _, Outcome.QuotaReached _ ->
          throw new IllegalStateException("not of this command");
    };
  }

  private static Response done(StoredIdentity identity) {
    return Response.noContent()
        .header(Revision.HEADER, Revision.of(identity.identity()).token())
        .build();
  }

  /** The live sessions of a person. */
  public record Views(List<View> sessions) {}

  /**
   * A session for the operator.
   *
   * @param connection the id of the connection through which the session began
   */
  public record View(
      String id,
      String connection,
      Instant authenticatedAt,
      Instant lastUsedAt,
      Instant expiresAt) {
    static View of(Session session) {
      return new View(
          session.id(),
          session.connection(),
          session.authenticatedAt(),
          session.lastUsedAt(),
          session.expiresAt());
    }
  }
}
