package io.bailiwick.enforcer.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Settings that would confuse callers stop the start, with one line that says why. */
class CallerSettingsTest {
  private static final String HUB = "bailiwick.enforcer.callers.hub.";

  private static EnforcerSettings settings(String... lines) {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder()
            .withMapping(EnforcerSettings.class)
            .withDefaultValue(HUB + "may", "check");
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      config.withDefaultValue(parts[0], parts[1]);
    }
    return config.build().getConfigMapping(EnforcerSettings.class);
  }

  private static AbstractThrowableAssert<?, ?> rejected(EnforcerSettings settings) {
    return assertThatThrownBy(
            () -> {
              new CallerRights(settings);
              CallerIssuers.canBeProved(settings, Set.of("cluster"));
            })
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void aCallerIsProvedByATokenOrACertificate() {
    rejected(settings())
        .hasMessage("bailiwick.enforcer.callers.hub needs issuer and subject, or certificate.");
    rejected(settings(HUB + "subject=s"))
        .hasMessage("bailiwick.enforcer.callers.hub needs both issuer and subject, or neither.");
    rejected(settings(HUB + "issuer=clutser", HUB + "subject=s"))
        .hasMessage(
            "bailiwick.enforcer.callers.hub.issuer is clutser, but quarkus.oidc.clutser is not"
                + " set.");
    rejected(settings(HUB + "certificate=spiffe://c/hub"))
        .hasMessageContaining("bailiwick.enforcer.client-certificates");
  }

  @Test
  void noCallerIsNamedTwice() {
    String other = "bailiwick.enforcer.callers.other.";
    rejected(
            settings(
                HUB + "issuer=cluster",
                HUB + "subject=s",
                other + "issuer=cluster",
                other + "subject=s",
                other + "may=search"))
        .hasMessageContaining(" is the same caller as another one.");
  }

  @Test
  void rightsAreSpelledAsTheyAre() {
    assertThatThrownBy(() -> settings(HUB + "may=chekc", HUB + "certificate=c"))
        .hasMessageContaining("chekc")
        .hasMessageContaining("bailiwick.enforcer.callers.hub.may");
    assertThat(
            new CallerRights(settings(HUB + "may=check,explain", HUB + "certificate=c"))
                .ofCertificate(Optional.of("c"))
                .getRoles())
        .containsExactlyInAnyOrder("bailiwick.check", "bailiwick.check.explain");
  }

  @Test
  void anIssuerStatesItsNameAndTheAudience() {
    rejected(issuer()).hasMessageContaining("quarkus.oidc.c.token.audience is required");
    rejected(issuer().token().audience("any").end())
        .hasMessageContaining("quarkus.oidc.c.token.audience is required");
    rejected(issuer().discoveryEnabled(false).token().audience("bailiwick").end())
        .hasMessage("quarkus.oidc.c.token.issuer is required without discovery.");
    rejected(issuer().token().audience("bailiwick").issuer("any").end())
        .hasMessage("quarkus.oidc.c.token.issuer must name one issuer.");
    CallerIssuers.isExact("quarkus.oidc.c", issuer().token().audience("bailiwick").end().build());
  }

  private static OidcTenantConfigBuilder issuer() {
    return OidcTenantConfig.authServerUrl("https://issuer.example");
  }

  private static AbstractThrowableAssert<?, ?> rejected(OidcTenantConfigBuilder issuer) {
    return assertThatThrownBy(() -> CallerIssuers.isExact("quarkus.oidc.c", issuer.build()))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void noIssuerHasTwoNames() {
    assertThatThrownBy(
            () ->
                CallerIssuers.areDistinct(
                    Map.of("quarkus.oidc", "https://i", "quarkus.oidc.c", "https://i")))
        .hasMessageContaining(" has the same issuer as ");
  }
}
