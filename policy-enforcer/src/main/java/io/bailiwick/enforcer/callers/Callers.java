package io.bailiwick.enforcer.callers;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Finds the caller of a request: by its token, which OpenID Connect verifies, or else by the
 * certificate of its connection. If there is an {@code Authorization} header, only the header
 * counts, so a certificate adds nothing to a token.
 *
 * <p>Tokens of the platform's issuer carry their scopes. Callers of all other issuers have the
 * rights that {@link CallerRights} gives them, whatever their tokens claim.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class Callers implements HttpAuthenticationMechanism {
  private final OidcAuthenticationMechanism oidc;
  private final CertificateCallers certificates;
  private final CallerRights rights;
  private final String platform;
  private final TokenMemory tokens = new TokenMemory(InstantSource.system());

  Callers(
      OidcAuthenticationMechanism oidc,
      TenantConfigBean issuers,
      CertificateCallers certificates,
      CallerRights rights) {
    this.oidc = oidc;
    this.certificates = certificates;
    this.rights = rights;
    this.platform =
        issuers.getDefaultTenant().oidcConfig().tenantId().orElse(OidcUtils.DEFAULT_TENANT_ID);
  }

  /** Returns the caller of a request that needs no further verification; null if none. */
  public @Nullable SecurityIdentity known(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header == null ? certificates.caller(request) : tokens.known(header);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager providers) {
    SecurityIdentity known = known(context.request());
    if (known != null) {
      return Uni.createFrom().item(known);
    }
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header == null
        ? Uni.createFrom().nullItem()
        : oidc.authenticate(context, providers)
            .onItem()
            .ifNotNull()
            .transform(identity -> verified(header, identity));
  }

  private SecurityIdentity verified(String header, SecurityIdentity identity) {
    String issuer = identity.getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE);
    boolean ofThePlatform = platform.equals(issuer);
    if (issuer == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      // The issuer itself was asked about the token.
      return ofThePlatform ? identity : CallerRights.WITHOUT;
    }
    SecurityIdentity caller =
        ofThePlatform
            ? CallerRights.identity(String.valueOf(token.getName()), identity.getRoles())
            : rights.ofSubject(issuer, token.getSubject());
    tokens.remember(header, caller, Instant.ofEpochSecond(token.getExpirationTime()));
    return caller;
  }

  /** Returns a priority above those of the mechanisms that this one contains. */
  @Override
  public int getPriority() {
    return 2 * DEFAULT_PRIORITY;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return oidc.getChallenge(context);
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return oidc.getCredentialTypes();
  }
}
