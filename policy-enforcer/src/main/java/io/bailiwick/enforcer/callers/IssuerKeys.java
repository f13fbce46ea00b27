package io.bailiwick.enforcer.callers;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.service.FailureTrace;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Fetches the keys of all issuers again and again, so that a withdrawn key soon verifies nothing.
 * By itself, quarkus-oidc fetches keys at the start and when a token names an unknown one. While an
 * issuer is unavailable, its last keys stay valid.
 *
 * <p>An issuer that was unavailable at the start is tried at the same interval.
 */
@Singleton
class IssuerKeys {
  private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

  private final TenantConfigBean issuers;

  IssuerKeys(TenantConfigBean issuers) {
    this.issuers = issuers;
  }

  void onStart(@Observes StartupEvent event, Vertx vertx, EnforcerSettings settings) {
    vertx.setPeriodic(settings.callerKeyRefresh().toMillis(), _ -> refresh());
  }

  private void refresh() {
    Stream.concat(
            Stream.of(issuers.getDefaultTenant()),
            issuers.getStaticTenantsConfig().values().stream())
        .filter(issuer -> issuer.oidcConfig().tenantEnabled())
        .forEach(IssuerKeys::refresh);
  }

  private static void refresh(TenantConfigContext issuer) {
    if (!issuer.ready()) {
      issuer.initialize().subscribe().with(_ -> {}, failure -> failed(issuer, failure));
    } else if (issuer.oidcConfig().jwks().resolveEarly()) {
      // Fetches the keys, then fails to verify the empty token.
      issuer
          .provider()
          .refreshJwksAndVerifyJwtToken("", false, false, null)
          .subscribe()
          .with(
              _ -> {},
              failure -> {
                if (!(failure instanceof InvalidJwtException)) {
                  failed(issuer, failure);
                }
              });
    }
  }

  private static void failed(TenantConfigContext issuer, Throwable failure) {
    LOG.warnf(
        "The keys of the issuer %s cannot be fetched: %s",
        issuer.oidcConfig().tenantId().orElse(""), FailureTrace.brief(failure));
  }
}
