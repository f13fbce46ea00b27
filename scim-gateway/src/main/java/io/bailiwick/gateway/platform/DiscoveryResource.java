package io.bailiwick.gateway.platform;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.claims.ClaimType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.keys.SigningKeys;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** OpenID Connect Discovery 1.0: the metadata, created once, and the keys. */
@Path("/")
@Tag(name = "OpenID provider")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
public class DiscoveryResource {
  private final SigningKeys keys;
  private final String metadata;

  DiscoveryResource(SigningKeys keys, PlatformTokens tokens) {
    this.keys = keys;
    this.metadata = metadata(tokens.issuer()).toJSONObject().toJSONString();
  }

  private static OIDCProviderMetadata metadata(String issuer) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), URI.create(issuer + "/oauth2/jwks"));
    metadata.setAuthorizationEndpointURI(URI.create(issuer + "/oauth2/authorize"));
    metadata.setTokenEndpointURI(URI.create(issuer + "/oauth2/token"));
    metadata.setUserInfoEndpointURI(URI.create(issuer + "/oauth2/userinfo"));
    metadata.setEndSessionEndpointURI(URI.create(issuer + "/oauth2/end-session"));
    metadata.setScopes(Scope.parse(PlatformTokens.SCOPES));
    metadata.setResponseTypes(List.of(ResponseType.CODE));
    metadata.setResponseModes(List.of(ResponseMode.QUERY));
    metadata.setGrantTypes(List.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    List<ClientAuthenticationMethod> proofs =
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.NONE);
    metadata.setTokenEndpointAuthMethods(proofs);
    metadata.setRevocationEndpointURI(URI.create(issuer + "/oauth2/revoke"));
    metadata.setRevocationEndpointAuthMethods(proofs);
    metadata.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    metadata.setClaimTypes(List.of(ClaimType.NORMAL));
    metadata.setClaims(
        List.of(
            "sub",
            "organization",
            "handle",
            "sid",
            "auth_time",
            "acr",
            "authenticated_at",
            "connection",
            "name",
            "given_name",
            "family_name",
            "preferred_username",
            "email",
            "locale",
            "zoneinfo"));
    metadata.setPromptTypes(List.of(Prompt.Type.NONE, Prompt.Type.LOGIN));
    metadata.setSupportsAuthorizationResponseIssuerParam(true);
    metadata.setSupportsRequestParam(false);
    metadata.setSupportsRequestURIParam(false);
    metadata.applyDefaults();
    return metadata;
  }

  @GET
  @Path(".well-known/openid-configuration")
  public Response metadata() {
    return Response.ok(metadata).header("Cache-Control", "public, max-age=300").build();
  }

  /** Answers the same metadata under its name in OAuth 2.0 (RFC 8414). */
  @GET
  @Path(".well-known/oauth-authorization-server")
  public Response oauthMetadata() {
    return metadata();
  }

  @GET
  @Path("oauth2/jwks")
  public Uni<Response> keys() {
    return keys.published()
        .map(
            set ->
                Response.ok(set.toString()).header("Cache-Control", "public, max-age=60").build());
  }
}
