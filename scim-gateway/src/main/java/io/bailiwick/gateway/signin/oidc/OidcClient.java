package io.bailiwick.gateway.signin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.gateway.signin.rules.VerifiedClaims;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The client of an organization's identity provider, by OpenID Connect's authorization code flow.
 */
@ApplicationScoped
public class OidcClient {
  private static final int LARGEST_CLAIMS = 32 << 10;

  /**
   * The longest subject, 255 characters (OIDC Core 1.0, section 2); a session's id is no longer.
   */
  private static final int LONGEST_ID = 255;

  private final IdpHttp http;
  private final ProviderDocuments documents;
  private final ProviderTokens verifier;
  private final ClientProof proof;

  OidcClient(
      IdpHttp http, ProviderDocuments documents, ProviderTokens verifier, ClientProof proof) {
    this.verifier = verifier;
    this.http = http;
    this.documents = documents;
    this.proof = proof;
  }

  /**
   * Returns the address to which to send the browser.
   *
   * @param loginHint the expected person, in the provider's own terms
   */
  public Uni<URI> authorization(
      Connection connection, Attempt attempt, URI callback, Optional<String> loginHint) {
    ConnectionSettings settings = connection.settings();
    return documents
        .metadata(connection)
        .map(
            provider -> {
              AuthenticationRequest.Builder request =
                  new AuthenticationRequest.Builder(
                          ResponseType.CODE,
                          new Scope(settings.scopes().toArray(String[]::new)),
                          new ClientID(settings.clientId()),
                          callback)
                      .endpointURI(provider.getAuthorizationEndpointURI())
                      .state(new State(attempt.state()))
                      .nonce(new Nonce(attempt.nonce()))
                      .codeChallenge(
                          new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256);
              attempt.maxAge().ifPresent(request::maxAge);
              loginHint.ifPresent(request::loginHint);
              return (attempt.fresh() ? request.prompt(Prompt.Type.LOGIN) : request)
                  .build()
                  .toURI();
            });
  }

  /** Refuses an answer that names another issuer, or none although the provider promises one. */
  public Uni<Void> checkResponseIssuer(Connection connection, Optional<String> issuer) {
    return documents
        .metadata(connection)
        .invoke(
            provider -> {
              boolean promised = provider.supportsAuthorizationResponseIssuerParam();
              boolean wrong =
                  issuer
                      .map(named -> !named.equals(connection.settings().issuer().toString()))
                      .orElse(promised);
              if (wrong) {
                throw new CheckFailed(SignInCheck.RESPONSE_ISSUER);
              }
            })
        .replaceWithVoid();
  }

  /** Redeems a code and verifies the answer. */
  public Uni<VerifiedClaims> redeem(
      Connection connection, Optional<String> secret, Attempt attempt, String code, URI callback) {
    return documents
        .metadata(connection)
        .chain(
            provider ->
                proof
                    .of(connection.settings(), secret)
                    .chain(
                        client ->
                            http.send(
                                connection, request(provider, client, code, attempt, callback)))
                    .map(OidcClient::tokens)
                    .chain(tokens -> statement(connection, provider, attempt, tokens)));
  }

  private static com.nimbusds.oauth2.sdk.http.HTTPRequest request(
      OIDCProviderMetadata provider,
      ClientAuthentication client,
      String code,
      Attempt attempt,
      URI callback) {
    return new TokenRequest(
            provider.getTokenEndpointURI(),
            client,
            new AuthorizationCodeGrant(
                new AuthorizationCode(code), callback, new CodeVerifier(attempt.verifier())),
            null)
        .toHTTPRequest();
  }

  private static OIDCTokenResponse tokens(HTTPResponse response) {
    try {
      TokenResponse parsed = OIDCTokenResponseParser.parse(response);
      if (parsed instanceof TokenErrorResponse error) {
        throw new CheckFailed(SignInCheck.TOKEN_ENDPOINT, code(error.getErrorObject().getCode()));
      }
      return (OIDCTokenResponse) parsed;
    } catch (ParseException e) {
      throw new CheckFailed(
          SignInCheck.TOKEN_ENDPOINT, "status " + response.getStatusCode() + ", unreadable");
    }
  }

  /**
   * Returns an OAuth error code, which comes from outside; an empty text if it does not look like
   * one.
   */
  public static String code(@Nullable String text) {
    return text != null && text.matches("[a-z_]{1,64}") ? text : "";
  }

  private Uni<VerifiedClaims> statement(
      Connection connection,
      OIDCProviderMetadata provider,
      Attempt attempt,
      OIDCTokenResponse response) {
    JWT token = response.getOIDCTokens().getIDToken();
    if (token == null) {
      throw new CheckFailed(SignInCheck.ID_TOKEN, "no id_token");
    }
    AccessToken access = response.getOIDCTokens().getAccessToken();
    return verifier
        .idToken(connection, provider, token, attempt.nonce())
        .invoke(verified -> AuthenticationTime.check(verified, attempt))
        .chain(
            verified -> {
              ObjectNode claims = TokenClaims.of(token);
              URI userInfo = provider.getUserInfoEndpointURI();
              Uni<ObjectNode> all =
                  connection.settings().userInfo() && userInfo != null
                      ? userInfo(connection, userInfo, access, claims)
                      : Uni.createFrom().item(claims);
              return all.map(complete -> statement(verified, complete));
            });
  }

  /** Adds the claims of UserInfo to those of the ID token, which take precedence. */
  private Uni<ObjectNode> userInfo(
      Connection connection, URI endpoint, AccessToken access, ObjectNode claims) {
    return http.send(connection, new UserInfoRequest(endpoint, access).toHTTPRequest())
        .map(
            response -> {
              ObjectNode stated = userInfo(response);
              if (!stated.path("sub").equals(claims.path("sub"))) {
                throw new CheckFailed(SignInCheck.USER_INFO, "another sub");
              }
              // INVARIANT: a statement vouches only for the address that it holds, not for another
              // one.
              if (claims.has("email") && !claims.path("email").equals(stated.path("email"))) {
                stated.remove("email_verified");
              } else if (!claims.has("email")) {
                claims.remove("email_verified");
              }
              for (Map.Entry<String, JsonNode> claim : stated.properties()) {
                if (!claims.has(claim.getKey())) {
                  claims.set(claim.getKey(), claim.getValue());
                }
              }
              return claims;
            });
  }

  private static ObjectNode userInfo(HTTPResponse response) {
    if (response.getStatusCode() != 200) {
      throw new CheckFailed(SignInCheck.USER_INFO, "status " + response.getStatusCode());
    }
    return TokenClaims.read(String.valueOf(response.getBody()), SignInCheck.USER_INFO);
  }

  private static VerifiedClaims statement(JWTClaimsSet verified, ObjectNode claims) {
    if (claims.toString().length() > LARGEST_CLAIMS) {
      throw new CheckFailed(SignInCheck.CLAIMS_TOO_LARGE);
    }
    String session = claims.path("sid").textValue();
    String context = verified.getClaim("acr") instanceof String acr ? acr : null;
    boolean tooLong =
        Stream.of(verified.getSubject(), session, context)
            .anyMatch(id -> id != null && id.length() > LONGEST_ID);
    if (tooLong) {
      throw new CheckFailed(SignInCheck.CLAIMS_TOO_LARGE, "sub, sid or acr");
    }
    return new VerifiedClaims(
        verified.getSubject(),
        Optional.ofNullable(session),
        AuthenticationTime.of(verified),
        Optional.ofNullable(context),
        claims);
  }

  /** Returns the claims of a logout token of this connection's provider. */
  public Uni<LogoutTokenClaimsSet> logout(Connection connection, JWT token) {
    return documents
        .metadata(connection)
        .chain(provider -> verifier.logoutToken(connection, provider, token));
  }
}
