package io.bailiwick.enforcer.callers;

import static io.bailiwick.enforcer.callers.CallerRights.require;

import io.bailiwick.enforcer.settings.ClientCertificates;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.runtime.OidcTenantConfig;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prevents the start of an enforcer that would take the callers of one issuer for those of another,
 * or whose settings name a caller that nothing can prove.
 */
@Singleton
class CallerIssuers {
  private static final String ANY = "any";
  private static final String PREFIX = "quarkus.oidc.";

  private final Map<String, TenantConfigContext> issuers;
  private final TenantConfigContext platform;
  private final EnforcerSettings settings;

  CallerIssuers(TenantConfigBean issuers, EnforcerSettings settings) {
    this.issuers = issuers.getStaticTenantsConfig();
    this.platform = issuers.getDefaultTenant();
    this.settings = settings;
  }

  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    Map<String, String> named = new TreeMap<>();
    named.put("quarkus.oidc", issuer(platform));
    issuers.forEach(
        (name, issuer) -> {
          isExact(PREFIX + name, issuer.oidcConfig());
          named.put(PREFIX + name, issuer(issuer));
        });
    areDistinct(named);
    canBeProved(settings, issuers.keySet());
  }

  /** Requires what quarkus-oidc verifies only if it is set. */
  static void isExact(String setting, OidcTenantConfig issuer) {
    require(
        issuer
            .token()
            .audience()
            .filter(names -> !names.isEmpty() && !names.contains(ANY))
            .isPresent(),
        setting + ".token.audience is required: the audience that callers' tokens must name.");
    Optional<String> named = issuer.token().issuer();
    require(
        named.isPresent() || issuer.discoveryEnabled().orElse(issuer.authServerUrl().isPresent()),
        setting + ".token.issuer is required without discovery.");
    require(named.filter(ANY::equals).isEmpty(), setting + ".token.issuer must name one issuer.");
  }

  /** Returns the issuer as tokens name it, or its URL if that is not known yet. */
  private static String issuer(TenantConfigContext issuer) {
    OidcTenantConfig config = issuer.oidcConfig();
    return config
        .token()
        .issuer()
        .or(
            () ->
                Optional.ofNullable(issuer.getOidcMetadata())
                    .map(OidcConfigurationMetadata::getIssuer))
        .or(config::authServerUrl)
        .orElse("");
  }

  static void areDistinct(Map<String, String> issuers) {
    Map<String, String> settings = new HashMap<>();
    issuers.forEach(
        (setting, issuer) -> {
          String same = settings.put(issuer, setting);
          require(same == null, setting + " has the same issuer as " + same + ".");
        });
  }

  static void canBeProved(EnforcerSettings settings, Set<String> issuers) {
    settings
        .callers()
        .forEach(
            (name, caller) -> {
              String setting = "bailiwick.enforcer.callers." + name;
              String issuer = caller.issuer().orElse("");
              require(
                  caller.issuer().isEmpty() || issuers.contains(issuer),
                  setting + ".issuer is " + issuer + ", but " + PREFIX + issuer + " is not set.");
              require(
                  caller.certificate().isEmpty()
                      || settings.clientCertificates() != ClientCertificates.NONE,
                  setting
                      + ".certificate needs bailiwick.enforcer.client-certificates=request or"
                      + " required.");
            });
  }
}
