package io.bailiwick.enforcer;

import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Reads the action catalogue: the built-in one, or the operator's. */
public class CatalogueFile {
  private static final String BUILT_IN = "actions.yaml";

  /** Reads it at start, because an enforcer that cannot decide must not start. */
  @Produces
  @Singleton
  @Startup
  Policy policy(EnforcerSettings settings) {
    Optional<Path> own = settings.catalogue();
    try {
      return new Policy(
          own.isPresent()
              ? CatalogueText.read(own.get().toString(), Files.readAllBytes(own.get()))
              : builtIn());
    } catch (IOException e) {
      throw new ConfigurationException(
          "bailiwick.enforcer.catalogue cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "bailiwick.enforcer.catalogue cannot be used: " + e.getMessage(), e);
    }
  }

  /** Reads the built-in catalogue. */
  public static Catalogue builtIn() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CatalogueFile.class.getResourceAsStream("/" + BUILT_IN))) {
      return CatalogueText.read(BUILT_IN, in.readAllBytes());
    }
  }
}
