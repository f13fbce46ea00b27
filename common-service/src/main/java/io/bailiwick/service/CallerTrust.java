package io.bailiwick.service;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Prevents the start of a service that would accept tokens of any issuer, or tokens for another
 * audience.
 */
@ApplicationScoped
class CallerTrust {

  void onStart(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> issuer,
      @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
    require(issuer.isPresent(), "quarkus.oidc.auth-server-url", "the issuer of callers' tokens");
    require(
        audience.filter(names -> !names.isEmpty() && !names.contains("any")).isPresent(),
        "quarkus.oidc.token.audience",
        "the audience that callers' tokens must name");
  }

  private static void require(boolean holds, String setting, String what) {
    if (!holds) {
      throw new ConfigurationException(setting + " is required: " + what + ".");
    }
  }
}
