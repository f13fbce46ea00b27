package io.bailiwick.local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The relying party's part, with an ordinary OpenID Connect library. Only the parameter {@code
 * organization} is specific to Bailiwick.
 */
final class ExampleSignIn {
  private final OIDCProviderMetadata provider;
  private final ClientSecretBasic client;
  private final URI callback;

  private ExampleSignIn(OIDCProviderMetadata provider, ClientSecretBasic client, URI callback) {
    this.provider = provider;
    this.client = client;
    this.callback = callback;
  }

  /** Discovers the gateway; the client is one that an operator has registered. */
  static ExampleSignIn at(String gateway, String clientId, String secret, URI callback) {
    try {
      return new ExampleSignIn(
          OIDCProviderMetadata.resolve(new Issuer(gateway)),
          new ClientSecretBasic(new ClientID(clientId), new Secret(secret)),
          callback);
    } catch (GeneralException | IOException e) {
      throw new IllegalStateException("the gateway cannot be discovered", e);
    }
  }

  /** Returns the URL at which the browser signs in. */
  URI authorization(
      State state, Nonce nonce, CodeVerifier verifier, Optional<String> organization) {
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, new Scope("openid", "profile"), client.getClientID(), callback)
            .endpointURI(provider.getAuthorizationEndpointURI())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256);
    organization.ifPresent(id -> request.customParameter("organization", id));
    return request.build().toURI();
  }

  /** Returns the whole URL of a request to the callback. */
  URI answer(URI request) {
    return URI.create(callback + "?" + request.getRawQuery());
  }

  /** Returns the state that an answer belongs to. */
  static String state(URI answer) throws GeneralException {
    State state = AuthorizationResponse.parse(answer).getState();
    return state == null ? "" : state.getValue();
  }

  /** Redeems the code of an answer. */
  SignedIn finish(URI answer, Nonce nonce, CodeVerifier verifier)
      throws GeneralException, IOException {
    AuthorizationResponse response = AuthorizationResponse.parse(answer);
    if (!response.indicatesSuccess()) {
      throw new GeneralException(response.toErrorResponse().getErrorObject());
    }
    return signedIn(
        ask(
            new AuthorizationCodeGrant(
                response.toSuccessResponse().getAuthorizationCode(), callback, verifier)),
        nonce);
  }

  /** Returns the person of the tokens if their ID token is valid. */
  private SignedIn signedIn(OIDCTokens tokens, @Nullable Nonce nonce)
      throws GeneralException, IOException {
    try {
      IDTokenClaimsSet claims =
          new IDTokenValidator(
                  provider.getIssuer(),
                  client.getClientID(),
                  JWSAlgorithm.RS256,
                  provider.getJWKSetURI().toURL())
              .validate(tokens.getIDToken(), nonce);
      return new SignedIn(
          claims.getSubject().getValue(),
          claims.getStringClaim("organization"),
          Optional.ofNullable(claims.getStringClaim("handle")).orElse(""),
          tokens,
          Instant.now().plusSeconds(tokens.getAccessToken().getLifetime() / 2));
    } catch (BadJOSEException | JOSEException e) {
      throw new GeneralException("the ID token does not hold", e);
    }
  }

  /** Returns the same session with new tokens; empty if the gateway has ended it. */
  Optional<SignedIn> renew(SignedIn who) throws GeneralException, IOException {
    OIDCTokens tokens;
    try {
      tokens = ask(new RefreshTokenGrant(who.tokens.getRefreshToken()));
    } catch (GeneralException e) {
      if (OAuth2Error.INVALID_GRANT.equals(e.getErrorObject())) {
        return Optional.empty();
      }
      throw e;
    }
    SignedIn renewed = signedIn(tokens, null);
    if (!renewed.account.equals(who.account)) {
      throw new GeneralException("the renewed ID token is somebody else's");
    }
    return Optional.of(renewed);
  }

  /**
   * Returns the URL that signs the browser out of the gateway too, and then leads to a registered
   * page.
   */
  URI endSession(SignedIn who, URI back) {
    return new LogoutRequest(
            provider.getEndSessionEndpointURI(), who.tokens.getIDToken(), back, null)
        .toURI();
  }

  private OIDCTokens ask(AuthorizationGrant grant) throws GeneralException, IOException {
    TokenResponse answer =
        OIDCTokenResponseParser.parse(
            new TokenRequest(provider.getTokenEndpointURI(), client, grant, null)
                .toHTTPRequest()
                .send());
    if (answer instanceof OIDCTokenResponse granted) {
      return granted.getOIDCTokens();
    }
    ErrorObject error = answer.toErrorResponse().getErrorObject();
    throw new GeneralException(String.valueOf(error), error);
  }

  /**
   * A signed-in person.
   *
   * @param renewAt the time to renew the tokens: well before the check rejects them
   */
  record SignedIn(
      String account, String organization, String handle, OIDCTokens tokens, Instant renewAt) {

    /** Returns the token that proves the session to the check. */
    String accessToken() {
      return tokens.getAccessToken().getValue();
    }
  }
}
