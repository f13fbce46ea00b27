package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.pages.Redirect;
import io.bailiwick.gateway.signin.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges one organization's session for another's, after the person has confirmed it. Another
 * site's form comes without the session (SameSite). It therefore ends nothing, and the person is
 * asked again.
 */
@Path("/sso/{organization}/exchange")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class ExchangeResource {
  private final Sessions sessions;
  private final Cookies cookies;

  ExchangeResource(Sessions sessions, Cookies cookies) {
    this.sessions = sessions;
    this.cookies = cookies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "Leave the present session and sign in through an organization")
  public Uni<Response> exchange(
      @PathParam("organization") String organization,
      @Nullable String form,
      @Context HttpHeaders headers) {
    return sessions
        .end(cookies.session(headers))
        .map(
            ended -> {
              Response next =
                  next(organization, WaitingRequest.bounded(BrowserForms.field(form, "request")));
              return ended ? Response.fromResponse(next).cookie(cookies.noSession()).build() : next;
            });
  }

  private static Response next(String organization, String request) {
    return request.isEmpty()
        ? Redirect.to(UriBuilder.fromPath("/sso/{organization}").build(organization).toString())
        : WaitingRequest.answer(request);
  }
}
