package io.bailiwick.gateway.platform;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.OIDCError;
import com.nimbusds.openid.connect.sdk.Prompt;
import io.bailiwick.gateway.organizations.HomeRealm;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.SignInOptions;
import io.bailiwick.gateway.sso.Cookies;
import io.bailiwick.gateway.sso.SignInEntrance;
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
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint, OIDC Core 1.0 section 3.1.2: authorization code, with PKCE (S256)
 * unless the client may do without.
 *
 * <p>The parameter {@code organization}, or a handle as {@code login_hint}, names the organization
 * of the sign-in. Without either the present session counts; without a session the person is asked.
 */
@Path("/oauth2/authorize")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class AuthorizeResource {
  /** The longest request that a cookie carries through a sign-in. */
  private static final int LONGEST = 2048;

  private static final int LONGEST_QUERY = 2 * LONGEST;

  private final PlatformClients clients;
  private final Grants grants;
  private final Issuer issuer;
  private final Sessions sessions;
  private final SignInEntrance entrance;
  private final HomeRealm homeRealm;
  private final Cookies cookies;
  private final OwnTokens ownTokens;

  AuthorizeResource(
      PlatformClients clients,
      Grants grants,
      PlatformTokens tokens,
      Sessions sessions,
      SignInEntrance entrance,
      HomeRealm homeRealm,
      Cookies cookies,
      OwnTokens ownTokens) {
    this.clients = clients;
    this.grants = grants;
    this.issuer = new Issuer(tokens.issuer());
    this.sessions = sessions;
    this.entrance = entrance;
    this.homeRealm = homeRealm;
    this.cookies = cookies;
    this.ownTokens = ownTokens;
  }

  @GET
  public Uni<Response> get(@Context UriInfo uri, @Context HttpHeaders headers) {
    return authorize(String.valueOf(uri.getRequestUri().getRawQuery()), headers);
  }

  /** Turns a service's form into a link, because the form comes without the session (SameSite). */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> post(@Nullable String form) {
    return AsLink.of("/oauth2/authorize", form)
        .map(link -> Uni.createFrom().item(link))
        .orElseGet(() -> refusal("The request of the service cannot be read."));
  }

  private Uni<Response> authorize(String query, HttpHeaders headers) {
    if (query.length() > LONGEST_QUERY) {
      return refusal("The request of the service is too long.");
    }
    AuthorizationRequest authorization;
    try {
      authorization = AuthorizationRequest.read(query);
    } catch (ParseException e) {
      return malformed(e);
    } catch (IllegalArgumentException e) {
      return refusal("The request of the service cannot be read.");
    }
    if (authorization.isLongerThan(LONGEST)) {
      return refusal("The request of the service is too long.");
    }
    AuthenticationRequest request = authorization.request();
    return clients
        .find(request.getClientID().getValue())
        .chain(
            client ->
                client.isEmpty() || !isRegistered(client.get(), request.getRedirectionURI())
                    ? refusal("The service is not known here, or its address is not registered.")
                    : checked(client.get(), authorization, headers));
  }

  /** Tells the client of the error only if the client exists and its address is registered. */
  private Uni<Response> malformed(ParseException e) {
    if (e.getClientID() == null || e.getRedirectionURI() == null) {
      return refusal("The request of the service cannot be read.");
    }
    ErrorObject error = Optional.ofNullable(e.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST);
    return clients
        .find(e.getClientID().getValue())
        .chain(
            client ->
                client.isEmpty() || !isRegistered(client.get(), e.getRedirectionURI())
                    ? refusal("The service is not known here, or its address is not registered.")
                    : Uni.createFrom()
                        .item(
                            redirect(
                                new AuthenticationErrorResponse(
                                    e.getRedirectionURI(), error, e.getState(), issuer, null))));
  }

  // INVARIANT: addresses are compared exactly, as texts. A browser is sent to registered addresses
  // only.
  private static boolean isRegistered(PlatformClient client, @Nullable URI redirect) {
    return redirect != null
        && client.redirectUris().stream()
            .anyMatch(known -> known.toString().equals(redirect.toString()));
  }

  private Uni<Response> checked(
      PlatformClient client, AuthorizationRequest authorization, HttpHeaders headers) {
    Optional<ErrorObject> wrong = authorization.wrong(client).or(authorization::refused);
    return wrong.isPresent()
        ? error(authorization.request(), wrong.get())
        : sessions
            .verify(cookies.session(headers))
            .chain(session -> answer(client, authorization, session, headers));
  }

  private Uni<Response> answer(
      PlatformClient client,
      AuthorizationRequest authorization,
      Optional<LiveSession> session,
      HttpHeaders headers) {
    return wanted(authorization)
        .chain(
            wanted ->
                hinted(authorization.request())
                    .chain(
                        subject ->
                            answer(client, authorization, session, wanted, subject, headers)));
  }

  private Uni<Response> answer(
      PlatformClient client,
      AuthorizationRequest authorization,
      Optional<LiveSession> session,
      Optional<String> organization,
      Optional<String> subject,
      HttpHeaders headers) {
    boolean unknown = authorization.organization().isPresent() && organization.isEmpty();
    Optional<LiveSession> fitting =
        session
            .filter(live -> !unknown)
            .filter(live -> isOf(live, organization))
            .filter(live -> subject.filter(hint -> !isAbout(live, hint)).isEmpty())
            .filter(live -> authorization.isRecent(live.session()));
    boolean again = authorization.prompts(Prompt.Type.LOGIN);
    if (fitting.isPresent() && !again) {
      return code(client, authorization, fitting.get());
    }
    boolean another = session.isPresent() && subject.isPresent() && authorization.isAnswered();
    if (authorization.prompts(Prompt.Type.NONE) || another) {
      return error(authorization.request(), OIDCError.LOGIN_REQUIRED);
    }
    return unknown
        ? ask(authorization)
        : organization
            .or(() -> session.map(live -> live.settings().id()))
            .map(id -> signIn(id, authorization, again, session, headers))
            .orElseGet(() -> ask(authorization));
  }

  /** Returns the organization that the request names, if it exists. */
  private Uni<Optional<String>> wanted(AuthorizationRequest authorization) {
    return authorization
        .organization()
        .or(authorization::handle)
        .map(text -> homeRealm.find(text).map(found -> found.map(one -> one.id())))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /** Returns the account that {@code id_token_hint} means; a token that is not ours means none. */
  private Uni<Optional<String>> hinted(AuthenticationRequest request) {
    return request.getIDTokenHint() == null
        ? Uni.createFrom().item(Optional.empty())
        : ownTokens
            .idTokenHint(request.getIDTokenHint().serialize())
            .map(claims -> claims.map(known -> String.valueOf(known.getSubject())));
  }

  private static boolean isAbout(LiveSession live, String subject) {
    return live.session().account().equals(subject);
  }

  private static boolean isOf(LiveSession live, Optional<String> organization) {
    return organization.map(id -> id.equals(live.session().organization())).orElse(true);
  }

  private Uni<Response> signIn(
      String organization,
      AuthorizationRequest authorization,
      boolean again,
      Optional<LiveSession> session,
      HttpHeaders headers) {
    AuthenticationRequest request = authorization.request();
    int maxAge = request.getMaxAge();
    SignInOptions options =
        new SignInOptions(
            again,
            maxAge < 0 ? Optional.empty() : Optional.of(maxAge),
            Optional.ofNullable(request.getLoginHint()).filter(hint -> hint.contains("@")),
            Optional.of(request.toQueryString()));
    return entrance.begin(organization, options, session, headers);
  }

  private Uni<Response> ask(AuthorizationRequest authorization) {
    return Uni.createFrom().item(Pages.answer(200, Pages.start(authorization.naming(), "")));
  }

  private Uni<Response> code(
      PlatformClient client, AuthorizationRequest authorization, LiveSession live) {
    AuthenticationRequest request = authorization.request();
    Grant.Request granted =
        new Grant.Request(
            Optional.of(request.getRedirectionURI().toString()),
            Optional.ofNullable(request.getCodeChallenge()).map(Identifier::getValue),
            Optional.ofNullable(request.getNonce()).map(nonce -> nonce.getValue()),
            authorization.scopes());
    return grants
        .code(live, client.id(), granted)
        .map(
            code ->
                redirect(
                    new AuthenticationSuccessResponse(
                        request.getRedirectionURI(),
                        new AuthorizationCode(code),
                        null,
                        null,
                        request.getState(),
                        null,
                        issuer,
                        ResponseMode.QUERY)));
  }

  private Uni<Response> error(AuthenticationRequest request, ErrorObject error) {
    return Uni.createFrom()
        .item(
            redirect(
                new AuthenticationErrorResponse(
                    request.getRedirectionURI(), error, request.getState(), issuer, null)));
  }

  private static Response redirect(com.nimbusds.oauth2.sdk.AuthorizationResponse response) {
    return Response.seeOther(response.toURI())
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  private static Uni<Response> refusal(String text) {
    return Uni.createFrom().item(Pages.answer(400, Pages.refused("", text, "", "")));
  }
}
