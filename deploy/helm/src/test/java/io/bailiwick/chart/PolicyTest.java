package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every pod of the chart has to keep to: the restricted profile, probes, limits, no secrets.
 */
class PolicyTest {
  private static final List<String> SERVICES =
      List.of(
          "bailiwick-scim-gateway", "bailiwick-provisioning-worker", "bailiwick-policy-enforcer");

  /** These kinds need rights in the cluster, or carry secrets; the chart has none of them. */
  private static final Set<String> FORBIDDEN =
      Set.of("Secret", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Namespace");

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void podsKeepToTheRestrictedProfile(String profile) {
    Chart.of(profile)
        .pods()
        .forEach(
            (name, pod) -> {
              JsonNode security = pod.path("securityContext");
              assertThat(security.path("runAsNonRoot").asBoolean()).as(name).isTrue();
              assertThat(security.path("runAsUser").asInt()).as(name).isEqualTo(10001);
              assertThat(security.at("/seccompProfile/type").asText())
                  .as(name)
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.path("hostNetwork").asBoolean()).isFalse();
              Chart.elements(pod.path("containers"))
                  .forEach(container -> assertRestricted(name, container));
            });
  }

  private static void assertRestricted(String name, JsonNode container) {
    JsonNode security = container.path("securityContext");
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).as(name).isFalse();
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).as(name).isTrue();
    assertThat(security.at("/capabilities/drop/0").asText()).as(name).isEqualTo("ALL");
    assertThat(security.has("privileged")).as(name).isFalse();
    assertThat(Chart.elements(container.path("volumeMounts")))
        .as(name)
        .allSatisfy(
            mount ->
                assertThat(
                        mount.path("mountPath").asText().equals("/tmp")
                            || mount.path("readOnly").asBoolean())
                    .isTrue());
    assertThat(container.at("/resources/limits/memory").asText()).as(name).isNotEmpty();
    assertThat(container.at("/resources/requests/memory").asText()).as(name).isNotEmpty();
    assertThat(container.at("/resources/requests/cpu").asText()).as(name).isNotEmpty();
    assertThat(container.path("image").asText())
        .as(name)
        .matches(".+(:.+|@sha256:.+)")
        .doesNotEndWith(":latest");
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void servicesAreProbedOnTheManagementPortAndStopGracefully(String profile) {
    Map<String, JsonNode> pods = Chart.of(profile).pods();
    assertThat(pods).containsKeys(SERVICES.toArray(String[]::new));
    for (String service : SERVICES) {
      JsonNode container = pods.get(service).at("/containers/0");
      Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready")
          .forEach(
              (probe, path) -> {
                assertThat(container.at("/%s/httpGet/path".formatted(probe)).asText())
                    .isEqualTo("/q/health/" + path);
                assertThat(container.at("/%s/httpGet/port".formatted(probe)).asText())
                    .isEqualTo("management");
              });
      assertThat(Chart.elements(container.path("ports")))
          .anyMatch(port -> port.toString().contains("9000"));
      int sleep = container.at("/lifecycle/preStop/sleep/seconds").asInt();
      int drain =
          Integer.parseInt(
              Settings.of(Chart.of(profile), service)
                  .getProperty("quarkus.shutdown.timeout")
                  .replace("s", ""));
      assertThat(sleep).isPositive();
      assertThat(pods.get(service).path("terminationGracePeriodSeconds").asInt())
          .as("the kubelet kills only after the service has had its time")
          .isGreaterThan(sleep + drain);
    }
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void noPodHasATokenOfTheApiServer(String profile) {
    Chart chart = Chart.of(profile);
    chart
        .pods()
        .forEach(
            (name, pod) -> {
              assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                  .as(name)
                  .isFalse();
              assertThat(pod.path("enableServiceLinks").asBoolean(true)).as(name).isFalse();
              boolean projected = pod.path("volumes").toString().contains("serviceAccountToken");
              assertThat(projected).as(name).isEqualTo(name.equals("bailiwick-test"));
            });
    assertThat(chart.all("ServiceAccount"))
        .isNotEmpty()
        .noneMatch(account -> account.path("automountServiceAccountToken").asBoolean(true));
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void secretsAreNamedAndNeverWritten(String profile) {
    Chart chart = Chart.of(profile);
    assertThat(chart.manifests()).noneMatch(one -> FORBIDDEN.contains(one.path("kind").asText()));
    chart
        .pods()
        .forEach(
            (name, pod) ->
                Chart.elements(pod.at("/containers/0/env"))
                    .filter(
                        variable ->
                            variable
                                .path("name")
                                .asText()
                                .matches(".*(PASSWORD|SECRET|TOKEN|KEY|PEPPER|JAAS).*"))
                    .forEach(
                        variable ->
                            assertThat(variable.at("/valueFrom/secretKeyRef/name").asText())
                                .as("%s of %s", variable.path("name").asText(), name)
                                .isNotEmpty()));
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void onlyMigrationsHaveTheOwnersPassword(String profile) {
    Chart chart = Chart.of(profile);
    chart
        .pods()
        .forEach(
            (name, pod) ->
                assertThat(pod.path("containers").toString().contains("QUARKUS_FLYWAY_PASSWORD"))
                    .as(name)
                    .isEqualTo(name.endsWith("-migration")));
    assertThat(chart.all("Job")).hasSize(2);
  }

  @Test
  void migrationsRunBeforeTheServicesWhereTheDatabaseExists() {
    ObjectNode values = Chart.valuesOf("external");
    values.withObject("/externalSecrets").putObject("secrets");
    assertThat(Chart.render(values))
        .filteredOn(one -> one.path("kind").asText().equals("Job"))
        .hasSize(2)
        .allSatisfy(
            job ->
                assertThat(job.at("/metadata/annotations").path("plain/hook").asText())
                    .isEqualTo("pre-install,pre-upgrade"));
    assertThat(Chart.of("small").all("Job"))
        .hasSize(2)
        .allMatch(job -> job.at("/metadata/annotations").isMissingNode());
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void everythingIsLabelledAndEveryServiceMayLoseOnePod(String profile) {
    Chart chart = Chart.of(profile);
    assertThat(chart.manifests())
        .filteredOn(one -> !one.path("kind").asText().matches("Kafka|KafkaNodePool"))
        .allSatisfy(
            one ->
                assertThat(one.at("/metadata/labels").toString())
                    .as(one.at("/metadata/name").asText())
                    .contains(
                        "app.kubernetes.io/name",
                        "app.kubernetes.io/instance",
                        "app.kubernetes.io/component",
                        "app.kubernetes.io/version"));
    for (String service : SERVICES) {
      JsonNode selector = chart.one("Deployment", service).at("/spec/selector/matchLabels");
      assertThat(chart.one("PodDisruptionBudget", service).at("/spec/selector/matchLabels"))
          .isEqualTo(selector);
      assertThat(chart.one("Service", service).at("/spec/selector")).isEqualTo(selector);
      assertThat(chart.pods().get(service).path("topologySpreadConstraints"))
          .hasSize(2)
          .allMatch(one -> one.at("/labelSelector/matchLabels").equals(selector));
    }
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void aReplicaNumberHasOneOwner(String profile) {
    Chart chart = Chart.of(profile);
    for (String service : SERVICES) {
      boolean scaled =
          chart.manifests().stream()
              .anyMatch(one -> one.at("/spec/scaleTargetRef/name").asText().equals(service));
      assertThat(chart.one("Deployment", service).at("/spec/replicas").isMissingNode())
          .as(service)
          .isEqualTo(scaled);
      assertThat(scaled).isEqualTo(profile.equals("ha"));
    }
  }
}
