package io.bailiwick.service;

import io.bailiwick.json.StrictJson;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Gives every error of every endpoint a body in the form of its protocol; no other class does. */
@Singleton
public class ErrorResponses {
  private static final Logger LOG = Logger.getLogger(ErrorResponses.class);
  private static final String CHALLENGE = "Bearer realm=\"bailiwick\"";
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  private final ErrorForm form;
  private final ResourceMethods methods;

  ErrorResponses(ErrorForm form, ResourceMethods methods) {
    this.form = form;
    this.methods = methods;
  }

  /** Answers OPTIONS here, because the list of Quarkus REST has methods of other paths too. */
  @ServerRequestFilter(preMatching = true)
  public void options(ContainerRequestContext request) {
    if (request.getMethod().equals(HttpMethod.OPTIONS)) {
      throw new NotFoundException();
    }
  }

  @ServerExceptionMapper
  Response refusal(Refusal refusal) {
    return Response.status(refusal.problem().status())
        .type(Problem.MEDIA_TYPE)
        .entity(StrictJson.write(refusal.problem()))
        .build();
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e, UriInfo uri) {
    return challenged(uri, 401, "", "A bearer token is required.");
  }

  @ServerExceptionMapper
  Response failed(AuthenticationFailedException e, UriInfo uri) {
    return challenged(
        uri, 401, ", error=\"invalid_token\"", "The bearer token is wrong, expired or revoked.");
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e, UriInfo uri, ResourceInfo resource) {
    return challenged(
        uri,
        403,
        ", error=\"insufficient_scope\"",
        scope(resource).map(form::lacking).orElse("No token allows this."));
  }

  /** Returns the scope that the method requires, or else its class. */
  private static Optional<String> scope(ResourceInfo resource) {
    return Stream.<AnnotatedElement>of(resource.getResourceMethod(), resource.getResourceClass())
        .map(place -> place.getAnnotation(RolesAllowed.class))
        .filter(Objects::nonNull)
        .map(roles -> String.join(" ", roles.value()))
        .findFirst();
  }

  /** Answers a request that JAX-RS rejects. */
  @ServerExceptionMapper
  public Response other(WebApplicationException e, UriInfo uri, ContainerRequestContext request) {
    Response response = e.getResponse();
    if (response.hasEntity()) {
      return response;
    }
    int status = response.getStatus();
    Set<String> allowed =
        status == NOT_FOUND || status == NOT_ALLOWED ? methods.of(uri.getPath()) : Set.of();
    // If the request reached an endpoint, its 404 is about a missing resource, not the method.
    boolean missed = !allowed.isEmpty() && !(status == NOT_FOUND && reaches(request, allowed));
    if (!missed) {
      return of(uri, status, detail(status, response, uri));
    }
    String allow = String.join(", ", allowed);
    return request.getMethod().equals(HttpMethod.OPTIONS)
        ? Response.ok().header(HttpHeaders.ALLOW, allow).build()
        : Response.fromResponse(of(uri, NOT_ALLOWED, detail(NOT_ALLOWED, response, uri)))
            .header(HttpHeaders.ALLOW, allow)
            .build();
  }

  private static boolean reaches(ContainerRequestContext request, Set<String> allowed) {
    return !request.getMethod().equals(HttpMethod.OPTIONS) && allowed.contains(request.getMethod());
  }

  @ServerExceptionMapper
  Response broken(Throwable e, UriInfo uri, RoutingContext http) {
    // An example is a body beyond the limit: Quarkus has answered 413 by then.
    if (http.response().ended()) {
      return Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE).build();
    }
    LOG.errorf("A request failed: %s", FailureTrace.of(e));
    return of(uri, 500, "Something went wrong here. It has been logged.");
  }

  /** Adds the challenge that RFC 6750 section 3 requires. */
  private Response challenged(UriInfo uri, int status, String error, String detail) {
    return Response.fromResponse(of(uri, status, detail))
        .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + error)
        .build();
  }

  /** Returns an error in the form of the protocol that the path belongs to. */
  public Response of(UriInfo uri, int status, String detail) {
    ErrorForm.Body body = form.body(uri.getPath(), status, detail);
    return Response.status(status)
        .type(body.mediaType())
        .entity(StrictJson.write(body.value()))
        .build();
  }

  private String detail(int status, Response response, UriInfo uri) {
    return switch (status) {
      case 404 -> "There is nothing here.";
      case 405 -> "This method is not possible here.";
      case 406 -> "None of the accepted media types can be given.";
      case 415 -> "The Content-Type of the body must be " + form.mediaTypes(uri.getPath()) + ".";
      default -> response.getStatusInfo().getReasonPhrase();
    };
  }
}
