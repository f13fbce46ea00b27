package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.HomeRealm;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.SignInOptions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The first steps of a sign-in in a browser: the choice of the organization, then the redirect to
 * its identity provider.
 */
@Path("/sso")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class SsoResource {
  private final SignInEntrance entrance;
  private final Sessions sessions;
  private final HomeRealm homeRealm;
  private final Cookies cookies;

  SsoResource(SignInEntrance entrance, Sessions sessions, HomeRealm homeRealm, Cookies cookies) {
    this.entrance = entrance;
    this.sessions = sessions;
    this.homeRealm = homeRealm;
    this.cookies = cookies;
  }

  /** Asks for the organization, or continues to a named one. */
  @GET
  @Operation(summary = "Find the organization to sign in through")
  public Uni<Response> find(
      @QueryParam("organization") @DefaultValue("") String organization,
      @QueryParam("request") @DefaultValue("") String request,
      @Context HttpHeaders headers) {
    String waiting = WaitingRequest.bounded(request);
    if (organization.isBlank()) {
      return Uni.createFrom().item(SignInEntrance.ask(waiting));
    }
    return homeRealm
        .find(organization)
        .chain(
            found ->
                found
                    .map(one -> goOn(one.id(), waiting, headers))
                    .orElseGet(() -> Uni.createFrom().item(SignInEntrance.askAgain(waiting))));
  }

  /** Returns to the service's request, which holds the options of the sign-in. */
  private Uni<Response> goOn(String organization, String request, HttpHeaders headers) {
    return request.isEmpty()
        ? start(organization, headers)
        : Uni.createFrom().item(WaitingRequest.answer(request + "&organization=" + organization));
  }

  @GET
  @Path("/{organization}")
  @Operation(summary = "Sign in through an organization's identity provider")
  public Uni<Response> start(
      @PathParam("organization") String organization, @Context HttpHeaders headers) {
    return sessions
        .verify(cookies.session(headers))
        .chain(present -> entrance.begin(organization, SignInOptions.NONE, present, headers));
  }
}
