package io.bailiwick.gateway.pages;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What goes wrong where a person is on the way in is a page, not JSON. */
public class ErrorPages {
  private static final String LATER =
      "This service cannot answer at the moment. Please try again later.";
  private static final String NOTHING = "There is no page here.";

  @ServerResponseFilter
  void show(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    String path = request.getUriInfo().getPath();
    String accept = String.valueOf(request.getHeaderString(HttpHeaders.ACCEPT));
    boolean ofPeople =
        (path.startsWith("/sso") || path.startsWith("/oauth2/")) && accept.contains("text/html");
    boolean isPage =
        response.getMediaType() != null
            && response.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE);
    if (status < Response.Status.BAD_REQUEST.getStatusCode() || !ofPeople || isPage) {
      return;
    }
    Response page =
        Pages.answer(status, Pages.refused("", status < 500 ? NOTHING : LATER, "", "/sso"));
    page.getHeaders().forEach(response.getHeaders()::put);
    response.setEntity(page.getEntity());
  }
}
