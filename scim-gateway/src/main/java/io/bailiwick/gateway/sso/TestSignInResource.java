package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.SignInFlow;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** A test sign-in; the ticket comes from the administration API. */
@Path("/sso/{organization}/test/{ticket}")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class TestSignInResource {
  private static final String NO_TEST =
      "This link to a test sign-in is invalid or has expired: a link is valid for 15 minutes. Request"
          + " another one from the administration API.";

  private final SignInFlow signInFlow;
  private final OrganizationRegistry organizations;
  private final RefusedSignIns refusedSignIns;
  private final TestTickets tickets;
  private final SignInEntrance entrance;

  TestSignInResource(
      SignInFlow signInFlow,
      OrganizationRegistry organizations,
      RefusedSignIns refusedSignIns,
      TestTickets tickets,
      SignInEntrance entrance) {
    this.signInFlow = signInFlow;
    this.organizations = organizations;
    this.refusedSignIns = refusedSignIns;
    this.tickets = tickets;
    this.entrance = entrance;
  }

  @GET
  @Operation(summary = "Start a test sign-in that the operator requested")
  public Uni<Response> test(
      @PathParam("organization") String id,
      @PathParam("ticket") String ticket,
      @Context HttpHeaders headers) {
    return organizations
        .find(id)
        .chain(
            found -> {
              Optional<String> connection =
                  found.flatMap(organization -> tickets.connection(organization.id(), ticket));
              return connection.isEmpty()
                  ? Uni.createFrom().item(Pages.answer(404, Pages.refused("", NO_TEST, "", "")))
                  : test(found.orElseThrow(), connection.get(), headers);
            });
  }

  private Uni<Response> test(Organization organization, String connection, HttpHeaders headers) {
    return signInFlow
        .beginTest(organization.id(), connection)
        .map(started -> entrance.redirect(started, headers))
        .onFailure(CheckFailed.class)
        .recoverWithUni(
            failure -> refusedSignIns.test(organization, connection, Optional.empty(), failure));
  }
}
