package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.bailiwick.outbox.DatabaseFailures;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What cannot be processed, and what becomes of it when an operator sends it again. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class ParkedRecordsTest {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PARKED = Topics.deadLetters(Topics.IDENTITIES);
  private static final String RETRIED = Topics.retries(Topics.IDENTITIES);

  private final String organization = "parked-" + UUID.randomUUID().toString().substring(0, 8);
  private final String jane = ManagedId.of(UUID.randomUUID());
  private final String john = ManagedId.of(UUID.randomUUID());

  @Test
  void whatCannotBeProcessedIsParkedAndHoldsNobodyUp() {
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    Wire newer = golden("identity-created", jane);
    newer.headers().put("ce_type", "io.bailiwick.identity.created.v2");
    newer.send(Topics.IDENTITIES);
    Map<String, String> headers = golden("identity-created", jane).headers();
    new Wire(jane, headers, "{\"id\":".getBytes(StandardCharsets.UTF_8)).send(Topics.IDENTITIES);
    Wire orphan = golden("identity-created", jane).withOrganization("nobody-" + organization);
    orphan.send(Topics.IDENTITIES);
    golden("identity-updated", jane).send(Topics.IDENTITIES);
    awaitStatus(jane, "ACTIVE").body("identityVersion", equalTo(2));

    assertThat(parked(jane, 3))
        .extracting(record -> headers(record).get("dead-letter-reason"))
        .anyMatch(reason -> reason.contains("ce_type is not known"))
        .anyMatch(reason -> reason.contains("data:"))
        .anyMatch(reason -> reason.contains("is not known"));
    assertThat(given().get(management + "metrics").asString())
        .contains("bailiwick_dead_letters_total{topic=\"bailiwick.identities.v1\"}");
  }

  /** PostgreSQL refuses its index entry (54000), today and for ever. */
  @Test
  void aRecordThatTheDatabaseRefusesIsParkedAndItsNeighboursAreNot() {
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    byte[] noise = new byte[9_000];
    new Random(17).nextBytes(noise);
    Wire refused =
        golden("identity-created", jane)
            .with(state -> state.putArray("groups").add(Base64.getEncoder().encodeToString(noise)));
    Wire.sendAll(Topics.IDENTITIES, List.of(refused, golden("identity-created", john)));
    awaitStatus(john, "ACTIVE");
    assertThat(headers(parked(jane, 1).getFirst()).get("dead-letter-reason"))
        .startsWith("provisioning failed: SQLSTATE 54000");
  }

  /** With its reason it is larger than a producer sends by default. */
  @Test
  void theLargestRecordCanBeParked() {
    Wire largest = golden("identity-created", jane);
    int rest =
        AbstractRecords.estimateSizeInBytesUpperBound(
            RecordBatch.CURRENT_MAGIC_VALUE,
            CompressionType.NONE,
            jane.getBytes(StandardCharsets.UTF_8),
            new byte[0],
            largest.on(Topics.IDENTITIES).headers().toArray());
    byte[] data = new byte[1024 * 1024 - rest - 8];
    new Wire(jane, largest.headers(), data).send(Topics.IDENTITIES);
    assertThat(parked(jane, 1).getFirst().value()).hasSameSizeAs(data);
  }

  @Test
  void theTopicsOfParkedRecordsAreBounded() throws ExecutionException, InterruptedException {
    List<ConfigResource> topics =
        Stream.of(PARKED, RETRIED)
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .toList();
    try (Admin admin =
        Admin.create(
            Map.of("bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()))) {
      assertThat(admin.describeConfigs(topics).all().get().values())
          .allSatisfy(
              config -> {
                assertThat(config.get(TopicConfig.RETENTION_MS_CONFIG).value())
                    .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
                assertThat(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())
                    .isEqualTo("2097152");
              });
    }
  }

  /** It is delivered again at the next start: a worker that stops under load parks nothing. */
  @Test
  void aConnectionThatIsClosedIsNoReasonToPark() {
    Vertx vertx = Vertx.vertx();
    Pool pool = PgBuilder.pool().connectingTo(WorkerServers.runtimeUrl()).using(vertx).build();
    SqlConnection connection = done(PgConnection.connect(vertx, WorkerServers.runtimeUrl()));
    done(connection.close());
    done(pool.close());
    for (Future<?> late : List.of(pool.getConnection(), connection.query("select 1").execute())) {
      assertThat(late.toCompletionStage().toCompletableFuture())
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingCause()
          .matches(DatabaseFailures::isOutage);
    }
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** As the tools of Kafka would do it: key, headers and value as they were parked. */
  @Test
  void whatIsSentAgainIsAppliedUnlessNewerEventsWere() {
    Wire stale = golden("identity-updated", jane);
    Wire lacking = golden("identity-created", john);
    Wire.sendAll(Topics.IDENTITIES, List.of(stale, lacking));
    ConsumerRecord<String, byte[]> parkedStale = parked(jane, 1).getFirst();
    ConsumerRecord<String, byte[]> parkedLacking = parked(john, 1).getFirst();
    assertThat(headers(parkedStale))
        .containsAllEntriesOf(stale.headers())
        .containsEntry("dead-letter-topic", Topics.IDENTITIES);
    assertThat(parkedStale.value()).isEqualTo(stale.data());

    // Now what was lacking comes; that too by the way of what is sent again.
    Wire.settings(organization, 1, state -> {}).send(Topics.retries(Topics.ORGANIZATIONS));
    golden("identity-deactivated", jane).send(Topics.IDENTITIES);
    awaitStatus(jane, "SUSPENDED").body("identityVersion", equalTo(3)).body("version", equalTo(1));
    Wire.sendRecords(List.of(again(parkedStale), again(parkedLacking)));
    awaitStatus(john, "ACTIVE").body("identityVersion", equalTo(1));
    account(jane)
        .body("status", equalTo("SUSPENDED"))
        .body("identityVersion", equalTo(3))
        .body("version", equalTo(1));
  }

  private Wire golden(String name, String id) {
    return Wire.golden(name, organization, id);
  }

  /** All on one partition, so that the last one tells that the others were read. */
  private static ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> parked) {
    return new ProducerRecord<>(RETRIED, 0, parked.key(), parked.value(), parked.headers());
  }

  private static ValidatableResponse account(String id) {
    String token =
        WorkerServers.running()
            .issuer()
            .token("platform", "bailiwick.accounts.read", Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token).get("/accounts/" + id).then();
  }

  private static ValidatableResponse awaitStatus(String id, String status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account(id).statusCode(200).body("status", equalTo(status)));
    return account(id);
  }

  private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  /** The parked records of a key, once there are enough. */
  private static List<ConsumerRecord<String, byte[]>> parked(String key, int count) {
    List<ConsumerRecord<String, byte[]>> parked = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(PARKED).stream()
              .map(info -> new TopicPartition(PARKED, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record -> {
                          if (record.key().equals(key)) {
                            parked.add(record);
                          }
                        });
                return parked.size() >= count;
              });
    }
    return parked;
  }
}
