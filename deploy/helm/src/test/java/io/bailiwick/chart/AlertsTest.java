package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboards use metrics that exist, and every alert has a section in the runbook. */
class AlertsTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Pattern USED =
      Pattern.compile("\\b(?:bailiwick|kafka)_[a-z0-9_]+|\\bup\\b(?=\\{)");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `([a-z_]+)(?:\\{[a-z]+})?` \\|");
  private static final Pattern METER =
      Pattern.compile(
          "(?:Timer|Gauge|Counter|counter)(?:\\.builder)?\\(\\s*\"(bailiwick\\.[a-z.]+)\"");
  private static final List<String> SUFFIXES = List.of("", "_total", "_seconds");

  /** Labels of alerts, not metrics. */
  private static final Set<String> PROMETHEUS = Set.of("up");

  @Test
  void alertsAndDashboardsUseDocumentedMetrics() throws IOException {
    Set<String> documented = documented();
    Set<String> used = new TreeSet<>();
    alerts().map(alert -> alert.path("expr").asText()).forEach(text -> collect(text, used));
    dashboards().flatMap(AlertsTest::expressions).forEach(text -> collect(text, used));
    used.removeAll(PROMETHEUS);
    assertThat(used).hasSizeGreaterThan(18);
    assertThat(used)
        .allMatch(name -> documented.contains(name.replaceFirst("_(bucket|count|sum)$", "")));
  }

  @Test
  void documentedMetricsAreThoseOfTheCode() throws IOException {
    Set<String> meters = new TreeSet<>();
    for (String module :
        List.of(
            "common-outbox",
            "common-service",
            "scim-gateway",
            "provisioning-worker",
            "policy-enforcer")) {
      try (Stream<Path> files = Files.walk(Chart.HOME.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          METER
              .matcher(Files.readString(file))
              .results()
              .forEach(match -> meters.add(match.group(1).replace('.', '_')));
        }
      }
    }
    assertThat(meters).hasSizeGreaterThan(18);
    Set<String> documented = documented();
    assertThat(documented.stream().filter(name -> name.startsWith("bailiwick")))
        .allMatch(name -> SUFFIXES.stream().anyMatch(end -> isMeter(meters, name, end)));
    assertThat(meters)
        .allMatch(meter -> SUFFIXES.stream().anyMatch(end -> documented.contains(meter + end)));
  }

  private static boolean isMeter(Set<String> meters, String name, String end) {
    return name.endsWith(end) && meters.contains(name.substring(0, name.length() - end.length()));
  }

  @Test
  void everyAlertHasASectionInTheRunbook() throws IOException {
    String runbook = Files.readString(Chart.HOME.resolve("docs/runbook.md"));
    Set<String> sections =
        Pattern.compile("(?m)^## (Bailiwick[A-Za-z]+)$")
            .matcher(runbook)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(alerts().map(alert -> alert.path("alert").asText()).toList())
        .hasSize(sections.size())
        .allMatch(sections::contains);
    assertThat(alerts())
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/annotations/runbook_url").asText())
                  .startsWith("https://")
                  .endsWith("#" + alert.path("alert").asText().toLowerCase(Locale.ROOT));
              assertThat(alert.at("/labels/severity").asText()).matches("critical|warning");
              assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
            });
  }

  @Test
  void thereIsADashboardForEachTask() throws IOException {
    assertThat(dashboards().map(dashboard -> dashboard.path("uid").asText()))
        .containsExactlyInAnyOrder(
            "bailiwick-provisioning",
            "bailiwick-enforcement",
            "bailiwick-decisions",
            "bailiwick-outbox",
            "bailiwick-lag",
            "bailiwick-sign-in");
  }

  @Test
  void promtoolAcceptsTheRulesAndTheirTests(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(PROMTOOL),
        "promtool is missing: apt-get install prometheus (as .ci/run does)");
    JsonNode rules = Chart.of("ha").one("PrometheusRule", "bailiwick").path("spec");
    new YAMLMapper().writeValue(folder.resolve("alerts.yaml").toFile(), rules);
    Files.copy(
        Chart.HOME.resolve("deploy/helm/src/test/resources/alerts-test.yaml"),
        folder.resolve("alerts-test.yaml"));
    assertThat(promtool(folder, "check", "rules", "alerts.yaml")).contains("SUCCESS");
    assertThat(promtool(folder, "test", "rules", "alerts-test.yaml")).contains("SUCCESS");
    Set<String> tested = new TreeSet<>(alertsIn(folder.resolve("alerts-test.yaml")));
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            alerts().map(alert -> alert.path("alert").asText()).toList());
  }

  private static Set<String> alertsIn(Path file) throws IOException {
    return Pattern.compile("alertname: (\\w+)")
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static String promtool(Path folder, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(PROMTOOL.toString()), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static Set<String> documented() throws IOException {
    String page = Files.readString(Chart.HOME.resolve("docs/how-to/operate.md"));
    String section = page.substring(page.indexOf("\n## Metrics"), page.indexOf("\n## Stored data"));
    return DOCUMENTED
        .matcher(section)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static Stream<JsonNode> alerts() {
    return Chart.elements(
        Chart.of("ha").one("PrometheusRule", "bailiwick").at("/spec/groups/0/rules"));
  }

  private static Stream<JsonNode> dashboards() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> maps =
        Chart.of("ha")
            .all("ConfigMap")
            .filter(map -> map.at("/metadata/labels").has("grafana_dashboard"))
            .toList();
    Stream.Builder<JsonNode> dashboards = Stream.builder();
    for (JsonNode map : maps) {
      dashboards.add(
          json.readTree(map.path("data").valueStream().findFirst().orElseThrow().asText()));
    }
    return dashboards.build();
  }

  private static Stream<String> expressions(JsonNode dashboard) {
    return dashboard.findValuesAsText("expr").stream();
  }

  private static void collect(String expression, Set<String> names) {
    USED.matcher(expression).results().forEach(match -> names.add(match.group()));
  }
}
