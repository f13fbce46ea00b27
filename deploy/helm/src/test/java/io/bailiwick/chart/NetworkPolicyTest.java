package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network policies allow what the services' settings make them talk to, and nothing else. */
class NetworkPolicyTest {
  private static final int DNS = 53;

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void everyPodIsDeniedByDefaultAndHasAPolicyOfItsOwn(String profile) {
    Chart chart = Chart.of(profile);
    JsonNode deny = chart.one("NetworkPolicy", "bailiwick-default-deny").path("spec");
    assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
    assertThat(deny.path("policyTypes")).hasSize(2);
    for (JsonNode one : chart.manifests()) {
      JsonNode labels =
          switch (one.path("kind").asText()) {
            case "Deployment", "Job" -> one.at("/spec/template/metadata/labels");
            case "Pod" -> one.at("/metadata/labels");
            default -> null;
          };
      if (labels != null) {
        assertThat(covers(deny, labels)).as(one.at("/metadata/name").asText()).isTrue();
        assertThat(chart.all("NetworkPolicy").filter(policy -> covers(policy.path("spec"), labels)))
            .as(one.at("/metadata/name").asText())
            .hasSize(2);
      }
    }
  }

  private static boolean covers(JsonNode policy, JsonNode labels) {
    return policy.at("/podSelector/matchLabels").properties().stream()
        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  /** An empty list of peers would mean everybody. */
  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void noRuleIsOpenToEverybody(String profile) {
    Chart.of(profile)
        .all("NetworkPolicy")
        .flatMap(policy -> Stream.of("ingress", "egress").flatMap(way -> rules(policy, way)))
        .forEach(
            rule -> {
              JsonNode peers = rule.has("from") ? rule.path("from") : rule.path("to");
              assertThat(peers).isNotEmpty().allMatch(peer -> !peer.isEmpty());
              assertThat(rule.path("ports")).isNotEmpty();
            });
  }

  private static Stream<JsonNode> rules(JsonNode policy, String way) {
    return Chart.elements(policy.path("spec").path(way));
  }

  private static List<Integer> ports(Chart chart, String name, String way) {
    return rules(chart.one("NetworkPolicy", "bailiwick-" + name), way)
        .flatMap(rule -> Chart.elements(rule.path("ports")))
        .map(port -> port.path("port").asInt())
        .distinct()
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void servicesReachWhatTheirSettingsName(String profile) {
    Chart chart = Chart.of(profile);
    for (String service : List.of("scim-gateway", "provisioning-worker", "policy-enforcer")) {
      Properties settings = Settings.of(chart, "bailiwick-" + service);
      List<Integer> out = ports(chart, service, "egress");
      assertThat(out).as(service).contains(DNS, 443);
      String brokers = settings.getProperty("kafka.bootstrap.servers");
      assertThat(out).as(service).contains(Integer.valueOf(brokers.replaceAll(".*:", "")));
      String jdbc = settings.getProperty("quarkus.datasource.jdbc.url");
      assertThat(out.contains(5432)).as(service).isEqualTo(jdbc != null);
      if (jdbc != null) {
        assertThat(out).contains(URI.create(jdbc.substring("jdbc:".length())).getPort());
      }
      boolean calls =
          settings.containsKey("bailiwick.gateway.enforcer-url")
              || settings.containsKey("bailiwick.enforcer.revocations.urls");
      assertThat(out.contains(8080)).as(service).isEqualTo(calls);
      assertThat(ports(chart, service, "ingress")).doesNotContain(5432, 9093);
    }
  }

  @Test
  void migrationsReachTheDatabaseOnly() {
    for (String job : List.of("scim-gateway-migration", "provisioning-worker-migration")) {
      assertThat(ports(Chart.of("external"), job, "egress")).containsExactly(DNS, 5432);
      assertThat(ports(Chart.of("external"), job, "ingress")).isEmpty();
    }
  }

  @Test
  void identityProvidersInPrivateNetworksAreOutOfReach() {
    assertThat(
            rules(Chart.of("small").one("NetworkPolicy", "bailiwick-scim-gateway"), "egress")
                .filter(rule -> rule.toString().contains("0.0.0.0/0")))
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(rule.toString())
                    .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"));
  }

  /** Only these paths are for everybody (docs/how-to/operate.md). */
  @Test
  void onlyPublicPathsAreExposed() {
    Chart chart = Chart.of("external");
    Stream<String> routes =
        chart
            .all("HTTPRoute")
            .flatMap(route -> Chart.elements(route.at("/spec/rules")))
            .flatMap(rule -> Chart.elements(rule.path("matches")))
            .map(match -> match.at("/path/value").asText());
    Stream<String> ingresses =
        chart
            .all("Ingress")
            .flatMap(ingress -> Chart.elements(ingress.at("/spec/rules/0/http/paths")))
            .map(path -> path.path("path").asText());
    String[] everybody = {"/scim", "/sso", "/oauth2", "/.well-known", "/assets"};
    assertThat(routes).containsExactlyInAnyOrder(everybody);
    assertThat(ingresses).containsExactlyInAnyOrder(everybody);
    assertThat(chart.one("Ingress", "bailiwick-scim-gateway-sign-in").at("/metadata/annotations"))
        .anyMatch(value -> value.asText().equals("10"));
    assertThat(chart.one("HTTPRoute", "bailiwick-scim-gateway-sign-in").at("/spec/rules/0/filters"))
        .hasSize(1);
    assertThat(chart.one("HTTPRoute", "bailiwick-scim-gateway").at("/spec/rules/0").has("filters"))
        .isFalse();
  }
}
