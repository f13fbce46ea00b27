package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.EventType;
import io.bailiwick.event.Topics;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.bailiwick.service.WireRecords;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What is in the topic of the decision log after checks, and that no check waits for it. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class DecisionLogOverKafkaTest extends Members {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  private static final String ADDRESS = "jane.doe@corp.example";

  @Test
  void aDenyIsInTheTopicWithNothingThatIsSecret() throws IOException, InterruptedException {
    String token =
        EnforcerServers.gateway()
            .token(EnforcerServers.gateway().claims(jane, "acme", "ses_hidden", now));
    String question =
        body(
            jane,
            "{\"name\":\"repository.create\"}",
            read().replace("private", "public").replace("acme/m", "acme/" + ADDRESS),
            "\"session\":{\"token\":\"" + token + "\"}");
    JsonPath answer = post(question).then().body("decision", equalTo(false)).extract().jsonPath();

    ConsumerRecord<String, byte[]> record = logged(answer.getString("context.evaluation_id"));
    assertThat(record.key()).isEqualTo(jane);
    JsonNode data = StrictJson.mapper().readTree(record.value());
    assertThat(data.get("subject").textValue()).isEqualTo(jane);
    assertThat(data.get("action").textValue()).isEqualTo("repository.create");
    assertThat(data.at("/resource/type").textValue()).isEqualTo("model");
    assertThat(data.at("/resource/owner").textValue()).isEqualTo("acme");
    assertThat(data.get("decision").booleanValue()).isFalse();
    assertThat(data.get("reason").textValue()).isEqualTo(answer.getString("context.reason"));
    assertThat(data.get("rule").textValue()).isNotBlank();
    assertThat(data.get("organization").textValue()).isEqualTo("acme");
    assertThat(data.get("revision").textValue()).isEqualTo(answer.getString("context.revision"));
    assertThat(data.get("freshness").textValue()).isEqualTo("fresh");
    assertThat(data.get("actingBy").textValue()).isEqualTo("session_token");
    assertThat(data.get("caller").textValue()).isEqualTo("platform");
    assertThat(Instant.parse(data.get("decidedAt").textValue())).isBetween(now, Instant.now());
    followsItsSchema(record);
    String everything =
        new String(record.value(), StandardCharsets.UTF_8) + WireRecords.of(record).headers();
    assertThat(everything).doesNotContain(token, "eyJ", "ses_hidden", "jane.doe");
  }

  private static void followsItsSchema(ConsumerRecord<String, byte[]> record) throws IOException {
    assertThat(EventCodec.decode(WireRecords.of(record))).isInstanceOf(Decoding.Read.class);
    String resource = EventType.DECISION_MADE.schemaResource();
    try (InputStream schema =
        Objects.requireNonNull(EventType.class.getResourceAsStream(resource))) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(StrictJson.mapper().readTree(record.value())))
          .isEmpty();
    }
  }

  @Test
  void eachDenyOfABatchIsLogged() throws IOException {
    String denied = "{\"action\":{\"name\":\"nothing.known\"}}";
    List<String> ids =
        caller("bailiwick.check")
            .body(
                "{\"subject\":{\"type\":\"user\",\"id\":\"%s\"},\"resource\":%s,\"evaluations\":[%s,%s]}"
                    .formatted(jane, read(), denied, denied))
            .post("/access/v1/evaluations")
            .then()
            .extract()
            .jsonPath()
            .getList("evaluations.context.evaluation_id");
    assertThat(ids).hasSize(2);
    for (String id : ids) {
      assertThat(logged(id).key()).isEqualTo(jane);
    }
  }

  @Test
  void anAllowOfBreakGlassIsLoggedWhateverTheSample() throws IOException {
    BreakGlass open = BreakGlass.named("eve").opened(Instant.now().plusSeconds(600));
    Organization organization = known(organizationOf("logged").breakGlass(Optional.of(open)));
    String id =
        post(body("eve", "{\"name\":\"repository.write\"}", read().replace("acme", "logged"), ""))
            .then()
            .body("decision", equalTo(true))
            .extract()
            .path("context.evaluation_id");
    JsonNode data = StrictJson.mapper().readTree(logged(id).value());
    assertThat(data.get("breakGlass").booleanValue()).isTrue();
    assertThat(data.get("organization").textValue()).isEqualTo(organization.id());
  }

  /** The broker says nothing: checks are answered all the same, and their records arrive later. */
  @Test
  void aBrokerThatDoesNotAnswerDelaysNoCheck() throws IOException, InterruptedException {
    String last = "";
    signal("-STOP");
    try {
      for (int i = 0; i < 50; i++) {
        last =
            post(body(jane, "{\"name\":\"nothing.known\"}", read(), session()))
                .then()
                .statusCode(200)
                .body("context.reason", equalTo("unknown_action"))
                .extract()
                .path("context.evaluation_id");
      }
    } finally {
      signal("-CONT");
    }
    assertThat(logged(last).key()).isEqualTo(jane);
    assertThat(given().get(management + "metrics").asString())
        .containsPattern("bailiwick_decision_log_written_total[^}]*}? [1-9]")
        .contains("bailiwick_decision_log_dropped_total");
  }

  private static void signal(String name) throws IOException, InterruptedException {
    long broker = EnforcerServers.kafka().process().pid();
    assertThat(new ProcessBuilder("kill", name, Long.toString(broker)).start().waitFor()).isZero();
  }

  /** Returns the record of an evaluation, once it is in the topic. */
  private static ConsumerRecord<String, byte[]> logged(String evaluation) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", EnforcerServers.kafka().bootstrapServers());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.DECISIONS).stream()
              .map(info -> new TopicPartition(Topics.DECISIONS, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant deadline = Instant.now().plus(PATIENCE);
      while (Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (evaluation.equals(WireRecords.of(record).headers().get("ce_id"))) {
            return record;
          }
        }
      }
    }
    throw new AssertionError("not in the topic: " + evaluation);
  }
}
