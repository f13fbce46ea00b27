package io.bailiwick.enforcer.authzen;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a minute the tokens that OpenID Connect has verified. A caller sends the same token
 * with every check, and verifying its signature costs more than the decision.
 *
 * <p>A token is never valid beyond its own {@code exp}. A token whose key was withdrawn stays valid
 * for a minute.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class VerifiedTokens implements HttpAuthenticationMechanism {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final OidcAuthenticationMechanism oidc;
  private final Cache<String, Verified> verified =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

  VerifiedTokens(OidcAuthenticationMechanism oidc) {
    this.oidc = oidc;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager providers) {
    String header = context.request().getHeader("Authorization");
    if (header == null) {
      return oidc.authenticate(context, providers);
    }
    SecurityIdentity known = known(header);
    if (known != null) {
      return Uni.createFrom().item(known);
    }
    return oidc.authenticate(context, providers)
        .invoke(
            identity -> {
              if (identity != null && identity.getPrincipal() instanceof JsonWebToken token) {
                verified.put(header, Verified.of(identity, token));
              }
            });
  }

  /** Returns the caller of a header whose token is verified and has not expired; null if none. */
  @Nullable SecurityIdentity known(@Nullable String header) {
    Verified known = header == null ? null : verified.getIfPresent(header);
    return known != null && Instant.now().isBefore(known.until) ? known.caller : null;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return oidc.getChallenge(context);
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return oidc.getCredentialTypes();
  }

  /** The remembered part of a caller: its name and scopes, nothing of the request. */
  private record Verified(SecurityIdentity caller, Instant until) {
    static Verified of(SecurityIdentity identity, JsonWebToken token) {
      SecurityIdentity caller =
          QuarkusSecurityIdentity.builder()
              .setPrincipal(new QuarkusPrincipal(String.valueOf(token.getName())))
              .addRoles(identity.getRoles())
              .build();
      return new Verified(caller, Instant.ofEpochSecond(token.getExpirationTime()));
    }
  }
}
