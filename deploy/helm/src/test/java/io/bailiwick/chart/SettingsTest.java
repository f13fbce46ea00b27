package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings and variables that the chart writes are those that the services know. */
class SettingsTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(bailiwick\\.[a-z.-]+)` \\|");
  private static final Pattern REQUIRED =
      Pattern.compile("(?m)^\\| `(bailiwick\\.[a-z.-]+)` \\| required \\|");

  private static String reference() throws IOException {
    return Files.readString(Chart.HOME.resolve("docs/reference/configuration.md"));
  }

  private static Set<String> names(Pattern pattern) throws IOException {
    return pattern
        .matcher(reference())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void everySettingIsInTheReference(String profile) throws IOException {
    Chart chart = Chart.of(profile);
    Set<String> known = names(ROW);
    chart
        .all("ConfigMap")
        .filter(map -> map.path("data").has("application.properties"))
        .flatMap(
            map ->
                Settings.of(chart, map.at("/metadata/name").asText())
                    .stringPropertyNames()
                    .stream())
        .filter(name -> name.startsWith("bailiwick.") && !name.contains(".callers."))
        .forEach(name -> assertThat(known).contains(name));
    Set<String> variables =
        known.stream()
            .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
            .collect(Collectors.toSet());
    chart.pods().values().stream()
        .flatMap(pod -> Chart.elements(pod.at("/containers/0/env")))
        .map(variable -> variable.path("name").asText())
        .filter(name -> name.startsWith("BAILIWICK_"))
        .forEach(name -> assertThat(variables).contains(name));
  }

  @ParameterizedTest
  @CsvSource({
    "scim-gateway, bailiwick.gateway.",
    "provisioning-worker, bailiwick.worker.",
    "policy-enforcer, bailiwick.enforcer."
  })
  void everyRequiredSettingIsThere(String service, String prefix) throws IOException {
    Chart chart = Chart.of("external");
    Set<String> given =
        new TreeSet<>(Settings.of(chart, "bailiwick-" + service).stringPropertyNames());
    Chart.elements(chart.pods().get("bailiwick-" + service).at("/containers/0/env"))
        .forEach(variable -> given.add(variable.path("name").asText()));
    for (String required : names(REQUIRED)) {
      if (required.startsWith(prefix)) {
        String variable = required.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        assertThat(given).containsAnyOf(required, variable);
      }
    }
    assertThat(given)
        .contains(
            "kafka.bootstrap.servers",
            "quarkus.oidc.auth-server-url",
            "quarkus.oidc.token.audience",
            "quarkus.http.host",
            "quarkus.management.host");
  }

  @Test
  void connectionsToPostgresqlCompareTheServersName() {
    for (String service :
        new String[] {"bailiwick-scim-gateway", "bailiwick-provisioning-worker"}) {
      var settings = Settings.of(Chart.of("small"), service);
      assertThat(settings.getProperty("quarkus.datasource.jdbc.url"))
          .contains("sslmode=verify-full&sslrootcert=/etc/bailiwick/postgresql-ca/ca.crt");
      assertThat(settings.getProperty("quarkus.datasource.reactive.postgresql.ssl-mode"))
          .isEqualTo("verify-full");
      assertThat(
              settings.getProperty("quarkus.datasource.reactive.hostname-verification-algorithm"))
          .isEqualTo("HTTPS");
      assertThat(settings.getProperty("bailiwick.outbox.migrate-at-start")).isEqualTo("false");
    }
  }
}
