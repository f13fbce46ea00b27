package io.bailiwick.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics and rights are those that the services' own code and settings name. */
class KafkaRightsTest {
  private static final Pattern CONSTANT =
      Pattern.compile("String ([A-Z]+) = \"(bailiwick\\.[a-z]+\\.v1)\"");
  private static final Map<String, String> TOPICS = new HashMap<>();
  private static final Chart CHART = Chart.of("ha");

  @BeforeAll
  static void readTheNames() throws IOException {
    Matcher matcher =
        CONSTANT.matcher(source("common-model/src/main/java/io/bailiwick/event/Topics.java"));
    while (matcher.find()) {
      TOPICS.put(matcher.group(1), matcher.group(2));
    }
    assertThat(TOPICS).hasSize(7);
  }

  private static String source(String path) throws IOException {
    return Files.readString(Chart.HOME.resolve(path));
  }

  /** The service's plan of topics, from its declaration of what it owns to what it reads. */
  private static String plan(String service) throws IOException {
    String path =
        switch (service) {
          case "scim-gateway" ->
              "scim-gateway/src/main/java/io/bailiwick/gateway/GatewayTopics.java";
          case "provisioning-worker" ->
              "provisioning-worker/src/main/java/io/bailiwick/worker/WorkerTopics.java";
          default -> "policy-enforcer/src/main/java/io/bailiwick/enforcer/EnforcerTopics.java";
        };
    return source(path);
  }

  private static Set<String> rights(String service, String type, String operation) {
    JsonNode user = CHART.one("KafkaUser", "bailiwick-" + service);
    return Chart.elements(user.at("/spec/authorization/acls"))
        .filter(acl -> acl.at("/resource/type").asText().equals(type))
        .filter(acl -> acl.path("operations").toString().contains('"' + operation + '"'))
        .map(acl -> acl.at("/resource/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> channel(String service, String direction, String... names)
      throws IOException {
    Properties properties = new Properties();
    try (var reader =
        Files.newBufferedReader(
            Chart.HOME.resolve(service + "/src/main/resources/application.properties"))) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith("mp.messaging." + direction))
        .filter(name -> Stream.of(names).anyMatch(end -> name.endsWith("." + end)))
        .flatMap(name -> Stream.of(properties.getProperty(name).split(",", -1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @CsvSource({"scim-gateway", "provisioning-worker"})
  void consumersMayReadTheirTopicsInTheirGroups(String service) throws IOException {
    Set<String> consumed = channel(service, "incoming", "topic", "topics");
    assertThat(consumed).isNotEmpty();
    assertThat(rights(service, "topic", "Read")).containsAll(consumed);
    assertThat(rights(service, "group", "Read"))
        .isEqualTo(channel(service, "incoming", "group.id"));
    assertThat(rights(service, "transactionalId", "Write")).containsExactly(service + "-outbox");
  }

  @Test
  void eachServiceMayWriteWhatItsPlanOwnsAndNothingElse() throws IOException {
    assertThat(plan("scim-gateway"))
        .contains("Owned.forEver(Topics.IDENTITIES)", "Owned.forEver(Topics.ORGANIZATIONS)")
        .contains("Owned.newest(Topics.SESSIONS", "Owned.audit()");
    assertThat(rights("scim-gateway", "topic", "Write"))
        .isEqualTo(named("IDENTITIES", "ORGANIZATIONS", "SESSIONS", "AUDIT"));

    assertThat(plan("provisioning-worker"))
        .contains("Owned.forEver(Topics.ACCOUNTS)", "Owned.audit()")
        .contains("List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS)", "Stream.of(Topics.AUDIT)");
    Set<String> worker = named("ACCOUNTS", "AUDIT");
    for (String parked : named("IDENTITIES", "ORGANIZATIONS", "AUDIT")) {
      worker.add(parked + ".dlq");
      worker.add(parked + ".retry");
    }
    assertThat(rights("provisioning-worker", "topic", "Write")).isEqualTo(worker);
    assertThat(worker).containsAll(channel("provisioning-worker", "outgoing", "topic"));

    assertThat(plan("policy-enforcer"))
        .contains("Owned.every(Topics.DECISIONS", "Passing.ofEnforcers(");
    assertThat(rights("policy-enforcer", "topic", "Write"))
        .isEqualTo(named("DECISIONS", "ENFORCERS"));
    assertThat(rights("policy-enforcer", "topic", "Read"))
        .isEqualTo(named("IDENTITIES", "ACCOUNTS", "ORGANIZATIONS", "SESSIONS"));
  }

  private static Set<String> named(String... constants) {
    return Stream.of(constants).map(TOPICS::get).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void nobodyMayCreateTopicsOrHasRightsOnAllOfThem() {
    assertThat(CHART.all("KafkaUser"))
        .hasSize(4)
        .allSatisfy(
            user ->
                assertThat(user.at("/spec/authorization/acls"))
                    .isNotEmpty()
                    .allSatisfy(
                        acl -> {
                          assertThat(acl.at("/resource/patternType").asText()).isEqualTo("literal");
                          assertThat(acl.path("operations").toString())
                              .doesNotContain("All", "Create", "Alter\"", "Delete");
                        }));
    assertThat(rights("keda", "topic", "Read")).isEmpty();
  }

  @Test
  void theTopicsAreThoseThatTheServicesWouldCreate() throws IOException {
    Set<String> expected = new TreeSet<>(TOPICS.values());
    for (String parked : named("IDENTITIES", "ORGANIZATIONS", "AUDIT")) {
      expected.add(parked + ".dlq");
      expected.add(parked + ".retry");
    }
    assertThat(CHART.all("KafkaTopic").map(topic -> topic.at("/metadata/name").asText()))
        .containsExactlyInAnyOrderElementsOf(expected);
    for (String parked : named("IDENTITIES", "ORGANIZATIONS", "AUDIT")) {
      for (String topic : List.of(parked + ".dlq", parked + ".retry")) {
        assertThat(config(topic).path("retention.ms").asLong())
            .isEqualTo(Duration.ofDays(30).toMillis());
        assertThat(config(topic).path("max.message.bytes").asInt()).isEqualTo(2 * 1024 * 1024);
      }
    }
    for (String state : named("IDENTITIES", "ORGANIZATIONS", "ACCOUNTS")) {
      assertThat(config(state).path("cleanup.policy").asText()).isEqualTo("compact");
      assertThat(config(state).has("retention.ms")).isFalse();
    }
    assertThat(config(TOPICS.get("SESSIONS")).path("cleanup.policy").asText())
        .isEqualTo("compact,delete");
    keptFor("SESSIONS", days(plan("scim-gateway")));
    keptFor(
        "AUDIT", days(source("common-service/src/main/java/io/bailiwick/service/TopicPlan.java")));
    keptFor("DECISIONS", days(plan("policy-enforcer")));
    keptFor("ENFORCERS", Duration.ofMinutes(15).plusHours(1));
    JsonNode enforcers = CHART.one("KafkaTopic", TOPICS.get("ENFORCERS")).path("spec");
    assertThat(enforcers.path("partitions").asInt()).isOne();
    assertThat(config(TOPICS.get("ENFORCERS")).path("message.timestamp.type").asText())
        .isEqualTo("LogAppendTime");
    assertThat(CHART.one("KafkaTopic", TOPICS.get("IDENTITIES")).at("/spec/partitions").asInt())
        .isEqualTo(12);
  }

  private static JsonNode config(String topic) {
    return CHART.one("KafkaTopic", topic).at("/spec/config");
  }

  private static void keptFor(String constant, Duration time) {
    assertThat(config(TOPICS.get(constant)).path("retention.ms").asText())
        .as(constant)
        .isEqualTo(Long.toString(time.toMillis()));
  }

  private static Duration days(String code) {
    Matcher matcher = Pattern.compile("Duration\\.ofDays\\((\\d+)\\)").matcher(code);
    assertThat(matcher.find()).isTrue();
    return Duration.ofDays(Long.parseLong(matcher.group(1)));
  }
}
