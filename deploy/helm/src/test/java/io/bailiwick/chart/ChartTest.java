package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Helm accepts the chart with each set of values, and Kubernetes would accept what it renders. */
class ChartTest {
  private static final Schemas SCHEMAS = new Schemas();

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void lintFindsNothing(String profile, @TempDir Path copy) throws IOException {
    LintResult result = Chart.lint(profile, copy);
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).noneMatch(line -> line.contains("[WARNING]"));
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void everyManifestIsStrictlyValid(String profile) {
    assertThat(Chart.of(profile).manifests())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            one ->
                assertThat(SCHEMAS.errors(one))
                    .as("%s %s", one.path("kind").asText(), one.at("/metadata/name").asText())
                    .isEmpty());
  }

  @Test
  void anUnknownFieldIsFound() {
    JsonNode deployment = Chart.of("small").one("Deployment", "bailiwick-scim-gateway").deepCopy();
    ((ObjectNode) deployment.at("/spec/template/spec/containers/0")).put("readyProbe", "typo");
    assertThat(SCHEMAS.errors(deployment)).anyMatch(error -> error.contains("readyProbe"));
    JsonNode topic = Chart.of("small").one("KafkaTopic", "bailiwick.accounts.v1").deepCopy();
    ((ObjectNode) topic.path("spec")).put("partition", 6);
    assertThat(SCHEMAS.errors(topic)).anyMatch(error -> error.contains("partition"));
  }

  @ParameterizedTest
  @MethodSource("io.bailiwick.chart.Chart#profiles")
  void noNameIsUsedTwice(String profile) {
    assertThat(
            Chart.of(profile).manifests().stream()
                .map(one -> one.path("kind").asText() + " " + one.at("/metadata/name").asText()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "/gateway, replica, 3",
    "/worker/autoscaling, lagTreshold, 1",
    "/kafka/strimzi, authentication, tls",
    "/enforcer/mtls, clientCertificates, always",
    "/postgresql, sslMode, disable",
    "/gateway/properties, bailiwick.gateway.encryption-key, 0123456789",
    "/kafka, securityProtocol, PLAINTEXT",
    "/gateway, url, https://id.platform.example/"
  })
  void aWrongValueIsRejected(String at, String name, String value) {
    ObjectNode values = Chart.valuesOf("external");
    values.withObject(at).put(name, value);
    assertThatThrownBy(() -> Chart.render(values))
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @Test
  void everyObjectOfTheSchemaIsClosed() {
    List<JsonNode> described = new ArrayList<>();
    collectObjects(Chart.yaml(Chart.FOLDER.resolve("values.schema.json")), described);
    assertThat(described)
        .hasSizeGreaterThan(50)
        .allMatch(node -> node.has("additionalProperties"))
        .allMatch(node -> !node.path("additionalProperties").asBoolean(true));
  }

  private static void collectObjects(JsonNode schema, List<JsonNode> found) {
    if (schema.path("type").asText().equals("object") && schema.path("properties").isObject()) {
      found.add(schema);
    }
    schema.forEach(part -> collectObjects(part, found));
  }

  @ParameterizedTest
  @CsvSource({
    "/issuer, url, issuer.url is required",
    "/gateway, url, gateway.url is required",
    "/gateway, existingSecret, gateway.existingSecret is required",
    "/kafka, bootstrapServers, kafka.bootstrapServers is required",
    "/postgresql, host, postgresql.host is required",
    "/postgresql, caSecret, postgresql.caSecret is required",
    "/tests, organization, tests.organization is required"
  })
  void aMissingValueIsNamed(String at, String name, String message) {
    ObjectNode values = Chart.valuesOf("external");
    ((ObjectNode) values.at(at)).put(name, "");
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
  }
}
