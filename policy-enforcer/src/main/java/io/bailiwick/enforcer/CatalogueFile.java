package io.bailiwick.enforcer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;

/** Reads the action catalogue: the built-in one, or the operator's. */
public class CatalogueFile {
  private static final TypeReference<Map<String, Map<String, Object>>> FORM =
      new TypeReference<>() {};

  @Produces
  @Singleton
  Policy policy(EnforcerSettings settings) {
    try (InputStream in =
        settings.catalogue().isPresent()
            ? Files.newInputStream(settings.catalogue().get())
            : builtIn()) {
      return new Policy(read(in));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "bailiwick.enforcer.catalogue cannot be used: " + e.getMessage(), e);
    }
  }

  /** Opens the built-in catalogue's text. */
  public static InputStream builtIn() {
    return Objects.requireNonNull(CatalogueFile.class.getResourceAsStream("/actions.yaml"));
  }

  /** Reads a catalogue's text. */
  public static Catalogue read(InputStream in) throws IOException {
    return Catalogue.read(
        YAMLMapper.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readValue(in, FORM));
  }
}
