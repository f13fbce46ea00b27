package io.bailiwick.gateway.platform;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.bailiwick.gateway.platform.Grant.Kind;
import io.bailiwick.gateway.platform.PlatformTokens.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The token endpoint, OAuth 2.0 section 3.2: codes (with PKCE) and refresh tokens. */
@Path("/oauth2/token")
@Tag(name = "OpenID provider")
@PermitAll
@Cancellable(false)
public class TokenResource {
  private static final Set<String> GRANTS =
      Set.of(GrantType.AUTHORIZATION_CODE.getValue(), GrantType.REFRESH_TOKEN.getValue());

  private final ClientRequests requests;
  private final Grants grants;
  private final PlatformTokens tokens;

  TokenResource(ClientRequests requests, Grants grants, PlatformTokens tokens) {
    this.requests = requests;
    this.grants = grants;
    this.tokens = tokens;
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> token(
      @HeaderParam("Authorization") @Nullable String authorization, @Nullable String form) {
    return requests.answer(
        "/oauth2/token", authorization, form, TokenResource::parse, this::tokens);
  }

  /** Refuses other grants before it is asked what they need. */
  private static TokenRequest parse(HTTPRequest request) throws ParseException {
    String grant =
        MultivaluedMapUtils.getFirstValue(request.getBodyAsFormParameters(), "grant_type");
    if (grant != null && !GRANTS.contains(grant)) {
      throw new ParseException("unsupported grant", OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    return TokenRequest.parse(request);
  }

  private Uni<Response> tokens(PlatformClient client, TokenRequest request) {
    return switch (request.getAuthorizationGrant()) {
      case AuthorizationCodeGrant code ->
          grants
              .redeem(
                  client,
                  Kind.AUTHORIZATION_CODE,
                  code.getAuthorizationCode().getValue(),
                  asked -> isProven(code, asked),
                  Optional.empty())
              .chain(this::answer);
      case RefreshTokenGrant refresh ->
          grants
              .redeem(
                  client,
                  Kind.REFRESH_TOKEN,
                  refresh.getRefreshToken().getValue(),
                  asked -> true,
                  scopes(request))
              .chain(this::answer);
      default -> ClientRequests.failed(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    };
  }

  private static Optional<Set<String>> scopes(TokenRequest request) {
    return Optional.ofNullable(request.getScope())
        .filter(scope -> !scope.isEmpty())
        .map(scope -> Set.copyOf(scope.toStringList()));
  }

  /**
   * Tells whether the code is used at its address, by the client that requested it (RFC 7636). A
   * verifier without a challenge means that an attacker removed the challenge (RFC 9700 section
   * 4.8.2).
   */
  private static boolean isProven(AuthorizationCodeGrant code, Grant.Request asked) {
    return Optional.ofNullable(code.getRedirectionURI())
            .map(URI::toString)
            .equals(asked.redirectUri())
        && Optional.ofNullable(code.getCodeVerifier())
            .map(verifier -> CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
            .equals(asked.codeChallenge());
  }

  private Uni<Response> answer(Redemption redemption) {
    return switch (redemption) {
      case Redemption.Refused refused -> ClientRequests.failed(refused.error());
      case Redemption.RedeemedGrant redeemed ->
          tokens
              .issue(redeemed)
              .chain(
                  issued ->
                      issued
                          .map(one -> Uni.createFrom().item(answer(one)))
                          .orElseGet(() -> ClientRequests.failed(OAuth2Error.INVALID_GRANT)));
    };
  }

  private static Response answer(Tokens issued) {
    BearerAccessToken access =
        new BearerAccessToken(
            issued.accessToken(),
            issued.lifetime().toSeconds(),
            Scope.parse(issued.scopes().stream().sorted().toList()));
    RefreshToken refresh = new RefreshToken(issued.refreshToken());
    return ClientRequests.response(
        new OIDCTokenResponse(
                issued
                    .idToken()
                    .map(id -> new OIDCTokens(id, access, refresh))
                    .orElseGet(() -> new OIDCTokens(access, refresh)))
            .toHTTPResponse());
  }
}
