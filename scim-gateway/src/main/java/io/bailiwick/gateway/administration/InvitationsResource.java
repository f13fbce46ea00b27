package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.organizations.InvitationBook;
import io.bailiwick.gateway.organizations.Invitations.Invitation;
import io.bailiwick.model.Characters;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Invites e-mail addresses to roles before their owners have an account, for the platform's
 * operator. Addresses are in bodies only, because paths are logged.
 */
@Path("/organizations/{organization}/invitations")
@Tag(name = "Invitations")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class InvitationsResource {
  private static final int LONGEST = 256;

  private final InvitationBook book;

  InvitationsResource(InvitationBook book) {
    this.book = book;
  }

  /**
   * Accepts {@code {"email": "...", "role": "..."}} and answers 204. It replaces the role of an
   * existing invitation.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Invite the person with an e-mail address to a role")
  public Uni<Response> invite(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    ObjectNode given = AdminBodies.only(AdminBodies.object(body), List.of("email", "role"));
    String email = email(given);
    return book.invite(organization, email, AdminBodies.role(given))
        .map(
            known -> {
              if (!known) {
                throw OrganizationsResource.noOrganization();
              }
              return Response.noContent().build();
            });
  }

  /** Accepts {@code {"email": "..."}} and answers 204; 404 if there is no such invitation. */
  @POST
  @Path("/withdraw")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Withdraw an invitation; a person who has used it keeps the role")
  public Uni<Response> withdraw(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    return book.withdraw(
            organization, email(AdminBodies.only(AdminBodies.object(body), List.of("email"))))
        .map(
            removed -> {
              if (!removed) {
                throw new Refusal(Problem.of(404, "There is no invitation of that address."));
              }
              return Response.noContent().build();
            });
  }

  @GET
  @Operation(summary = "List the invitations in the order of addresses")
  public Uni<Page> list(
      @PathParam("organization") String organization,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return book.after(organization, after, size)
        .map(
            found ->
                new Page(
                    found,
                    found.size() < size ? Optional.empty() : Optional.of(found.getLast().email())));
  }

  private static String email(ObjectNode given) {
    String email = AdminBodies.required(given, "email");
    if (Characters.in(email) > LONGEST || email.indexOf('@') < 1) {
      throw new Refusal(Problem.of(400, "email", "email must be an e-mail address."));
    }
    return email;
  }

  /**
   * A page of invitations.
   *
   * @param next the value of {@code after} for the following page; absent at the end
   */
  public record Page(List<Invitation> invitations, Optional<String> next) {}
}
