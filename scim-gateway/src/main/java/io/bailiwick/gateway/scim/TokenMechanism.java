package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.directory.ExtensionSchemas;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.scim.token.IssuedToken;
import io.bailiwick.gateway.scim.token.ScimToken;
import io.bailiwick.gateway.scim.token.ScimTokens;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Authenticates bearer tokens that look like SCIM tokens; all others are left to OpenID Connect.
 *
 * <p>A token is valid below {@code /scim/v2/{its organization}} only.
 */
@ApplicationScoped
class TokenMechanism implements HttpAuthenticationMechanism {
  private static final String BEARER = "Bearer ";
  private static final int BEFORE_OIDC = DEFAULT_PRIORITY + 10;

  private final ScimTokens tokens;
  private final ExtensionSchemas schemas;

  TokenMechanism(ScimTokens tokens, ExtensionSchemas schemas) {
    this.tokens = tokens;
    this.schemas = schemas;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager providers) {
    String header = context.request().getHeader("Authorization");
    if (header == null
        || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !header.startsWith(ScimToken.PREFIX, BEARER.length())) {
      return Uni.createFrom().nullItem();
    }
    String path = String.valueOf(context.request().path());
    return tokens
        .verify(header.substring(BEARER.length()))
        .map(
            found ->
                found
                    .filter(token -> path.startsWith("/scim/v2/" + token.organization() + "/"))
                    .orElseThrow(() -> new AuthenticationFailedException("not a live SCIM token")))
        .chain(token -> schemas.types(token.organization()).map(types -> identity(token, types)));
  }

  private SecurityIdentity identity(IssuedToken token, ResourceTypes types) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(token.organization() + "/" + token.keyId()))
        .addRole(ScimCaller.ROLE)
        .addAttribute(ScimCaller.ORGANIZATION, token.organization())
        .addAttribute(ScimCaller.TOKEN, token.keyId())
        .addAttribute(ScimCaller.LENIENCY, token.leniency())
        .addAttribute(ScimCaller.TYPES, schemas.requiring(types, token.required()))
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
  }

  @Override
  public int getPriority() {
    return BEFORE_OIDC;
  }
}
