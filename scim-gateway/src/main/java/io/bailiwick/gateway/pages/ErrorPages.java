package io.bailiwick.gateway.pages;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers errors as pages instead of JSON if a person is signing in. */
class ErrorPages {
  private static final String LATER =
      "This service cannot answer at the moment. Please try again later.";
  private static final String NOTHING = "This page does not exist.";
  private static final String NOT_SO = "This page does not accept that request.";

  /** The paths that browsers visit; the other endpoints of sign-in answer programs. */
  private static final Pattern OF_PEOPLE =
      Pattern.compile("/sso(/(?!.*/backchannel-logout$).*)?|/oauth2/(authorize|end-session)");

  @ServerResponseFilter
  void show(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    String accept = String.valueOf(request.getHeaderString(HttpHeaders.ACCEPT));
    boolean ofPeople =
        OF_PEOPLE.matcher(request.getUriInfo().getPath()).matches()
            && accept.contains(MediaType.TEXT_HTML);
    boolean isPage =
        response.getMediaType() != null
            && response.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE);
    if (status < Response.Status.BAD_REQUEST.getStatusCode() || !ofPeople || isPage) {
      return;
    }
    Response page = Pages.answer(status, Pages.refused("", text(status), "", "/sso"));
    page.getHeaders().forEach(response.getHeaders()::put);
    response.setEntity(page.getEntity());
  }

  private static String text(int status) {
    if (status == Response.Status.NOT_FOUND.getStatusCode()) {
      return NOTHING;
    }
    return status < Response.Status.INTERNAL_SERVER_ERROR.getStatusCode() ? NOT_SO : LATER;
  }
}
