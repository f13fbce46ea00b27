package io.bailiwick.gateway.openid;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.bailiwick.gateway.PlatformClients;
import io.bailiwick.gateway.PlatformTokens;
import io.bailiwick.gateway.PlatformTokens.Tokens;
import io.bailiwick.gateway.signin.Grant;
import io.bailiwick.gateway.signin.Grant.Kind;
import io.bailiwick.gateway.signin.PlatformClient;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The token endpoint, OAuth 2.0 section 3.2: codes (with PKCE) and refresh tokens. */
@Path("/oauth2/token")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class TokenResource {
  private final PlatformClients clients;
  private final PlatformTokens tokens;

  TokenResource(PlatformClients clients, PlatformTokens tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> token(
      @HeaderParam("Authorization") @Nullable String authorization, @Nullable String form) {
    TokenRequest request;
    try {
      request = TokenRequest.parse(http(authorization, form));
    } catch (ParseException e) {
      return error(Objects.requireNonNullElse(e.getErrorObject(), OAuth2Error.INVALID_REQUEST));
    } catch (IllegalArgumentException e) {
      return error(OAuth2Error.INVALID_REQUEST);
    }
    return client(request)
        .chain(
            client ->
                client.isEmpty()
                    ? error(OAuth2Error.INVALID_CLIENT)
                    : tokens(client.get(), request.getAuthorizationGrant()));
  }

  private HTTPRequest http(@Nullable String authorization, @Nullable String form)
      throws ParseException {
    HTTPRequest request =
        new HTTPRequest(HTTPRequest.Method.POST, URI.create(tokens.issuer() + "/oauth2/token"));
    request.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
    if (authorization != null) {
      request.setAuthorization(authorization);
    }
    request.setBody(form == null ? "" : form);
    return request;
  }

  private Uni<Optional<PlatformClient>> client(TokenRequest request) {
    if (request.getClientAuthentication() instanceof PlainClientSecret secret) {
      return clients.authenticate(
          secret.getClientID().getValue(), Optional.of(secret.getClientSecret().getValue()));
    }
    return request.getClientAuthentication() == null && request.getClientID() != null
        ? clients.authenticate(request.getClientID().getValue(), Optional.empty())
        : Uni.createFrom().item(Optional.empty());
  }

  private Uni<Response> tokens(PlatformClient client, AuthorizationGrant grant) {
    return switch (grant) {
      case AuthorizationCodeGrant code ->
          tokens
              .redeem(
                  client,
                  Kind.AUTHORIZATION_CODE,
                  code.getAuthorizationCode().getValue(),
                  asked -> isProven(code, asked))
              .map(TokenResource::answer);
      case RefreshTokenGrant refresh ->
          tokens
              .redeem(
                  client, Kind.REFRESH_TOKEN, refresh.getRefreshToken().getValue(), asked -> true)
              .map(TokenResource::answer);
      default -> error(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    };
  }

  /**
   * Whether the code is used where it was sent, by whoever asked for it (RFC 7636). A verifier
   * without a challenge is a challenge that somebody took away (RFC 9700 section 4.8.2).
   */
  private static boolean isProven(AuthorizationCodeGrant code, Grant.Request asked) {
    return Optional.ofNullable(code.getRedirectionURI())
            .map(URI::toString)
            .equals(asked.redirectUri())
        && Optional.ofNullable(code.getCodeVerifier())
            .map(verifier -> CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
            .equals(asked.codeChallenge());
  }

  private static Response answer(Optional<Tokens> issued) {
    return issued
        .map(TokenResource::answer)
        .orElseGet(
            () -> response(new TokenErrorResponse(OAuth2Error.INVALID_GRANT).toHTTPResponse()));
  }

  private static Response answer(Tokens issued) {
    return response(
        new OIDCTokenResponse(
                new OIDCTokens(
                    issued.idToken(),
                    new BearerAccessToken(
                        issued.accessToken(),
                        issued.lifetime().toSeconds(),
                        Scope.parse(issued.scopes())),
                    new RefreshToken(issued.refreshToken())))
            .toHTTPResponse());
  }

  private static Uni<Response> error(ErrorObject error) {
    return Uni.createFrom().item(response(new TokenErrorResponse(error).toHTTPResponse()));
  }

  private static Response response(HTTPResponse response) {
    Response.ResponseBuilder built =
        Response.status(response.getStatusCode())
            .type(MediaType.APPLICATION_JSON)
            .header("Cache-Control", "no-store")
            .entity(response.getBody());
    // RFC 6749 section 5.2.
    return response.getStatusCode() == 401
        ? built.header("WWW-Authenticate", "Basic realm=\"bailiwick\"").build()
        : built.build();
  }
}
