package io.bailiwick.enforcer;

import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.edge.routes.Routes;
import io.bailiwick.enforcer.settings.EdgeSettings;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the edge's mapping, if there is one. */
class RoutesFile {

  /** Reads it at start, because an edge that cannot map its requests must not start. */
  @Produces
  @Singleton
  @Startup
  Routes routes(EdgeSettings settings, Policy policy) {
    Optional<Path> file = settings.routes();
    if (file.isEmpty()) {
      return Routes.NONE;
    }
    try {
      return RoutesText.read(
          file.get().toString(), Files.readAllBytes(file.get()), policy.actions());
    } catch (IOException e) {
      throw new ConfigurationException(
          "bailiwick.enforcer.edge.routes cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "bailiwick.enforcer.edge.routes cannot be used: " + e.getMessage(), e);
    }
  }
}
