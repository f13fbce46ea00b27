package io.bailiwick.enforcer.authzen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL of the metadata is refused at the start, not published broken. */
class MetadataResourceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pdp.example?tenant=1",
        "https://pdp.example#top",
        "ftp://pdp.example",
        "pdp.example",
        "https:///x"
      })
  void urlsThatMislead(String url) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> metadata(url))
        .withMessageContaining("bailiwick.enforcer.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://pdp.example", "https://pdp.example/", "http://127.0.0.1:8082"})
  void urls(String url) {
    assertThat(metadata(url).metadata())
        .containsEntry("policy_decision_point", url.replaceAll("/$", ""));
  }

  private static MetadataResource metadata(String url) {
    return new MetadataResource(
        new SmallRyeConfigBuilder()
            .withMapping(EnforcerSettings.class)
            .withDefaultValue("bailiwick.enforcer.url", url)
            .build()
            .getConfigMapping(EnforcerSettings.class));
  }
}
