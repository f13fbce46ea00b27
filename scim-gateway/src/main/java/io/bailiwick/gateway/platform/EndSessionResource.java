package io.bailiwick.gateway.platform;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.pages.Redirect;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.sso.BrowserForms;
import io.bailiwick.gateway.sso.Cookies;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * OpenID Connect RP-Initiated Logout 1.0. Without a hint that names this browser's session the
 * person is asked first, so that a link alone signs no one out.
 */
@Path("/oauth2/end-session")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class EndSessionResource {
  private static final String NO_CLIENT =
      "You are not sent back to the service: its request does not say which service it is"
          + " (id_token_hint or client_id).";
  private static final String NOT_REGISTERED =
      "You are not sent back to the service: the address that it names (post_logout_redirect_uri)"
          + " is not registered for it.";

  private final OwnTokens ownTokens;
  private final Sessions sessions;
  private final PlatformClients clients;
  private final Cookies cookies;

  EndSessionResource(
      OwnTokens ownTokens, Sessions sessions, PlatformClients clients, Cookies cookies) {
    this.ownTokens = ownTokens;
    this.sessions = sessions;
    this.clients = clients;
    this.cookies = cookies;
  }

  @GET
  public Uni<Response> get(@Context UriInfo uri, @Context HttpHeaders headers) {
    String query = uri.getRequestUri().getRawQuery();
    return end(query == null ? "" : query, headers, false);
  }

  /** Handles the person's answer to the question; a service's form becomes a link. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> post(@Nullable String form, @Context HttpHeaders headers) {
    String given = form == null ? "" : form;
    return BrowserForms.field(given, "confirmed").equals("true")
        ? end(BrowserForms.field(given, "request"), headers, true)
        : Uni.createFrom()
            .item(
                AsLink.of("/oauth2/end-session", given).orElseGet(EndSessionResource::unreadable));
  }

  private static Response unreadable() {
    return Pages.answer(
        400, Pages.refused("", "The request of the service cannot be read.", "", ""));
  }

  private Uni<Response> end(String query, HttpHeaders headers, boolean confirmed) {
    LogoutRequest request;
    try {
      request = parsed(query);
    } catch (ParseException | IllegalArgumentException e) {
      return Uni.createFrom().item(unreadable());
    }
    Uni<Optional<JWTClaimsSet>> hint =
        request.getIDTokenHint() == null
            ? Uni.createFrom().item(Optional.empty())
            : ownTokens.idTokenHint(request.getIDTokenHint().serialize());
    return hint.chain(
        known ->
            sessions
                .verify(cookies.session(headers))
                .chain(session -> end(request, known, session, confirmed)));
  }

  /**
   * Parses a request. An unreadable hint counts as none, so the person is asked (RP-Initiated
   * Logout, section 2).
   */
  private static LogoutRequest parsed(String query) throws ParseException {
    Map<String, List<String>> parameters = new HashMap<>(URLUtils.parseParameters(query));
    try {
      return LogoutRequest.parse(parameters);
    } catch (ParseException e) {
      parameters.remove("id_token_hint");
      return LogoutRequest.parse(parameters);
    }
  }

  private Uni<Response> end(
      LogoutRequest request,
      Optional<JWTClaimsSet> hint,
      Optional<LiveSession> session,
      boolean confirmed) {
    if (session.isEmpty()) {
      return endOf(hint).chain(() -> target(request, hint));
    }
    String sid = session.get().session().id();
    boolean meant = hint.filter(claims -> sid.equals(OwnTokens.text(claims, "sid"))).isPresent();
    if (!meant && !confirmed) {
      return Uni.createFrom().item(Pages.answer(200, Pages.signOut(request.toQueryString())));
    }
    return sessions
        .end(session.get().session().organization(), sid)
        .chain(() -> target(request, hint))
        .map(response -> Response.fromResponse(response).cookie(cookies.noSession()).build());
  }

  /** Ends the session that an ID token names, even if the browser has forgotten its session. */
  private Uni<?> endOf(Optional<JWTClaimsSet> hint) {
    return hint.isEmpty()
        ? Uni.createFrom().voidItem()
        : sessions.end(
            OwnTokens.text(hint.get(), "organization"), OwnTokens.text(hint.get(), "sid"));
  }

  /**
   * Returns the address to send the person to, if the client has registered it; otherwise a page
   * explains.
   */
  private Uni<Response> target(LogoutRequest request, Optional<JWTClaimsSet> hint) {
    URI wanted = request.getPostLogoutRedirectionURI();
    if (wanted == null) {
      return Uni.createFrom().item(signedOut(""));
    }
    Optional<String> client = client(request, hint);
    return client.isEmpty()
        ? Uni.createFrom().item(signedOut(NO_CLIENT))
        : clients
            .find(client.get())
            .map(
                found ->
                    found
                        .filter(known -> known.postLogoutRedirectUris().contains(wanted))
                        .map(known -> sentTo(withState(wanted, request)))
                        .orElseGet(() -> signedOut(NOT_REGISTERED)));
  }

  /** Returns the client that the hint or {@code client_id} names; none if they differ. */
  private static Optional<String> client(LogoutRequest request, Optional<JWTClaimsSet> hint) {
    Optional<String> hinted = hint.flatMap(claims -> claims.getAudience().stream().findFirst());
    Optional<String> named = Optional.ofNullable(request.getClientID()).map(ClientID::getValue);
    return hinted.isPresent()
        ? hinted.filter(client -> named.isEmpty() || named.get().equals(client))
        : named;
  }

  private static URI withState(URI target, LogoutRequest request) {
    return request.getState() == null
        ? target
        : UriBuilder.fromUri(target).queryParam("state", "{state}").build(request.getState());
  }

  private static Response sentTo(URI target) {
    return Redirect.to(target.toString());
  }

  private static Response signedOut(String stays) {
    return Pages.answer(200, Pages.signedOut(stays));
  }
}
