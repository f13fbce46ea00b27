package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.Topics;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Identities come in on the real topic, accounts come out; the golden files are what comes in. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class ProvisioningTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int REPLAYS = 10;

  private final String organization = "acme-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());

  @Test
  void anIdentityBecomesAnAccountAndFollowsIt() {
    organization();
    send(Topics.IDENTITIES, golden("identity-created"));
    awaitStatus("ACTIVE")
        .header("Bailiwick-Revision", notNullValue())
        .body("organization", equalTo(organization))
        .body("role", equalTo("contributor"))
        .body("version", equalTo(1))
        .body("profile.displayName", equalTo("Jane Doe"));
    String handle = account().extract().path("handle");
    assertThat(handle).startsWith("jane-doe");
    platform()
        .queryParam("handle", handle)
        .get("/accounts")
        .then()
        .statusCode(200)
        .body("accounts.id", equalTo(List.of(id)));
    send(Topics.IDENTITIES, golden("identity-deactivated"));
    awaitStatus("SUSPENDED").body("handle", equalTo(handle));
    send(Topics.IDENTITIES, golden("identity-reactivated"));
    awaitStatus("ACTIVE").body("handle", equalTo(handle));
    send(Topics.IDENTITIES, golden("identity-deleted"));
    awaitStatus("DEPROVISIONED").body("version", equalTo(4));
  }

  /** No replay, duplicate or reordering brings a deactivated account back (rule D5). */
  @Test
  void onlyNewerVersionsHaveEffectAndEachOnce() {
    organization();
    send(Topics.IDENTITIES, golden("identity-deactivated"));
    awaitStatus("SUSPENDED").body("version", equalTo(1));
    send(Topics.IDENTITIES, golden("identity-created"));
    send(Topics.IDENTITIES, golden("identity-updated"));
    send(Topics.IDENTITIES, golden("identity-deactivated"));
    send(Topics.IDENTITIES, golden("identity-deactivated"));
    send(Topics.IDENTITIES, golden("identity-reactivated"));
    awaitStatus("ACTIVE").body("version", equalTo(2)).body("identityVersion", equalTo(4));
  }

  /** Each effect counts a version of the account: ten times all that was told has none. */
  @Test
  void tenReplaysHaveNoEffect() {
    organization();
    List<Wire> all =
        Stream.of("created", "updated", "deactivated", "reactivated")
            .map(change -> golden("identity-" + change))
            .toList();
    sendAll(Topics.IDENTITIES, all);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> account().body("identityVersion", equalTo(4)).body("version", equalTo(4)));
    for (int replay = 0; replay < REPLAYS; replay++) {
      organization();
      sendAll(Topics.IDENTITIES, all);
    }
    send(Topics.IDENTITIES, golden("identity-deleted"));
    awaitStatus("DEPROVISIONED").body("identityVersion", equalTo(5)).body("version", equalTo(5));
    sendAll(Topics.IDENTITIES, all);
    String last = ManagedId.of(UUID.randomUUID());
    send(Topics.IDENTITIES, withId(golden("identity-created"), last));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> platform().get("/accounts/" + last).statusCode() == 200);
    account().body("status", equalTo("DEPROVISIONED")).body("version", equalTo(5));
  }

  @Test
  void namesakesGetNumbersAndAPageHoldsThemAll() {
    organization();
    String first = ManagedId.of(new UUID(1, System.nanoTime()));
    send(Topics.IDENTITIES, golden("identity-created"));
    send(Topics.IDENTITIES, withId(golden("identity-created"), first));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                platform()
                    .queryParam("organization", organization)
                    .get("/accounts")
                    .then()
                    .body("accounts", hasSize(2)));
    List<String> handles =
        platform()
            .queryParam("organization", organization)
            .get("/accounts")
            .then()
            .extract()
            .path("accounts.handle");
    assertThat(handles).doesNotHaveDuplicates();
    String next =
        platform()
            .queryParam("organization", organization)
            .queryParam("limit", 1)
            .get("/accounts")
            .then()
            .body("accounts", hasSize(1))
            .extract()
            .path("next");
    platform()
        .queryParam("organization", organization)
        .queryParam("after", next)
        .get("/accounts")
        .then()
        .body("accounts", hasSize(1));
  }

  @Test
  void whatCannotBeProcessedIsParkedAndHoldsNobodyUp() {
    organization();
    Wire newer = golden("identity-created");
    newer.headers.put("ce_type", "io.bailiwick.identity.created.v2");
    send(Topics.IDENTITIES, newer);
    Wire broken = golden("identity-created");
    send(
        Topics.IDENTITIES,
        new Wire(id, broken.headers, "{\"id\":".getBytes(StandardCharsets.UTF_8)));
    Wire orphan = withOrganization(golden("identity-created"), "nobody-" + organization);
    send(Topics.IDENTITIES, orphan);
    send(Topics.IDENTITIES, golden("identity-updated"));
    awaitStatus("ACTIVE").body("identityVersion", equalTo(2));

    List<String> reasons = parked(3);
    assertThat(reasons)
        .anyMatch(reason -> reason.contains("ce_type is not known"))
        .anyMatch(reason -> reason.contains("data:"))
        .anyMatch(reason -> reason.contains("is not known"));
    assertThat(given().get("/q/metrics").asString())
        .contains("bailiwick_dead_letters_total{topic=\"bailiwick.identities.v1\"}");
  }

  @Test
  void theAccountApiIsForThePlatformOnly() {
    given().get("/accounts/" + id).then().statusCode(401);
    String other =
        WorkerServers.running().issuer().token("x", "bailiwick.check", Duration.ofMinutes(5));
    given()
        .header("Authorization", "Bearer " + other)
        .get("/accounts/" + id)
        .then()
        .statusCode(403)
        .body("detail", equalTo("The bearer token lacks the scope bailiwick.accounts.read."));
    platform().get("/accounts/nobody").then().statusCode(404).body("status", equalTo(404));
    platform().get("/accounts").then().statusCode(400).body("member", equalTo("handle"));
    platform()
        .get("/accounts?email=a@b")
        .then()
        .statusCode(400)
        .body("member", equalTo("email"))
        .body(
            "detail",
            equalTo(
                "email is not known here. Query parameters are: after, handle, limit, organization."));
  }

  private static io.restassured.specification.RequestSpecification platform() {
    String token =
        WorkerServers.running()
            .issuer()
            .token("platform", "bailiwick.accounts.read", Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token);
  }

  private ValidatableResponse account() {
    return account(id);
  }

  private static ValidatableResponse account(String id) {
    return platform().get("/accounts/" + id).then();
  }

  private ValidatableResponse awaitStatus(String status) {
    return awaitStatus(id, status);
  }

  private static ValidatableResponse awaitStatus(String id, String status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account(id).statusCode(200).body("status", equalTo(status)));
    return account(id);
  }

  /** Roles follow the newest settings, whatever order and however often they come. */
  @Test
  void changedSettingsPlanTheAccountsAnew() {
    organization();
    send(Topics.IDENTITIES, withoutRoles(golden("identity-created")));
    awaitStatus("ACTIVE").body("role", equalTo("contributor")).body("version", equalTo(1));
    settings(3, state -> state.put("defaultRole", "write"));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account().body("role", equalTo("write")));
    settings(2, state -> state.put("defaultRole", "read"));
    settings(3, state -> state.put("defaultRole", "write"));
    settings(4, state -> state.put("defaultRole", "write").put("displayName", "Another name"));
    settings(5, state -> state.put("defaultRole", "admin"));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account().body("role", equalTo("admin")));
    account().body("version", equalTo(3));
  }

  /** Whoever found no free handle gets one; nobody's handle changes. */
  @Test
  void changedSettingsGiveHandlesToAccountsThatHaveNone() {
    String second = ManagedId.of(UUID.randomUUID());
    settings(1, state -> handles(state, "FAIL"));
    send(Topics.IDENTITIES, golden("identity-created"));
    String handle = awaitStatus("ACTIVE").extract().path("handle");
    send(Topics.IDENTITIES, withId(golden("identity-created"), second));
    awaitStatus(second, "HANDLE_TAKEN").body("handle", nullValue()).body("version", equalTo(1));
    settings(2, state -> handles(state, "FAIL").put("displayName", "Another name"));
    settings(3, state -> handles(state, "NUMBER"));
    awaitStatus(second, "ACTIVE")
        .body("handle", equalTo(handle + "-2"))
        .body("version", equalTo(2));
    account().body("handle", equalTo(handle)).body("version", equalTo(1));
  }

  private ObjectNode handles(ObjectNode state, String whenTaken) {
    state.putObject("handles").put("suffix", organization).put("whenTaken", whenTaken);
    return state;
  }

  /** Who is pushed after new settings were answered gets an account under them, from the start. */
  @Test
  void waitsForTheSettingsThatAnEventCameAboutUnder() {
    organization();
    Wire jane = withoutRoles(golden("identity-created"));
    jane.headers.put("ce_organizationversion", "2");
    send(Topics.IDENTITIES, jane);
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .until(() -> platform().get("/accounts/" + id).statusCode() == 404);
    settings(2, state -> state.put("defaultRole", "admin"));
    awaitStatus("ACTIVE").body("role", equalTo("admin")).body("version", equalTo(1));
    // Settings that never come hold nobody up for good.
    Wire changed = withoutRoles(golden("identity-updated"));
    changed.headers.put("ce_organizationversion", "9");
    send(Topics.IDENTITIES, changed);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account().body("identityVersion", equalTo(2)));
  }

  private static Wire withoutRoles(Wire wire) {
    ObjectNode state = tree(wire.data);
    state.putArray("roles");
    state.remove("invitedRole");
    state.remove("signIn");
    return new Wire(wire.key, wire.headers, StrictJson.write(state));
  }

  private void settings(int version, Consumer<ObjectNode> change) {
    Wire wire = golden("organization-created");
    ObjectNode state = tree(wire.data).put("id", organization).put("version", version);
    change.accept(state);
    send(Topics.ORGANIZATIONS, new Wire(organization, wire.headers, StrictJson.write(state)));
  }

  private void organization() {
    Wire wire = golden("organization-created");
    ObjectNode state = tree(wire.data);
    state.put("id", organization);
    send(Topics.ORGANIZATIONS, new Wire(organization, wire.headers, StrictJson.write(state)));
  }

  /** A golden file, about this test's organization and account. */
  private Wire golden(String name) {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/" + name + ".json"))) {
      JsonNode file = StrictJson.mapper().readTree(in);
      Map<String, String> headers = new java.util.TreeMap<>();
      file.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      Wire wire = new Wire("", headers, StrictJson.write(file.get("data")));
      return withOrganization(withId(wire, id), organization);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Wire withId(Wire wire, String id) {
    return new Wire(id, wire.headers, StrictJson.write(tree(wire.data).put("id", id)));
  }

  private static Wire withOrganization(Wire wire, String organization) {
    return new Wire(
        wire.key,
        wire.headers,
        StrictJson.write(tree(wire.data).put("organization", organization)));
  }

  private static ObjectNode tree(byte[] json) {
    try {
      return (ObjectNode) StrictJson.mapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void send(String topic, Wire wire) {
    sendAll(topic, List.of(wire));
  }

  private static void sendAll(String topic, List<Wire> wires) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Wire wire : wires) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, wire.key, wire.data);
        wire.headers.forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** The reasons of this test's parked records, once there are enough. */
  private List<String> parked(int count) {
    String topic = Topics.deadLetters(Topics.IDENTITIES);
    List<String> reasons = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  Optional.ofNullable(record.headers().lastHeader("dead-letter-reason"))
                      .filter(header -> record.key().equals(id))
                      .ifPresent(
                          header ->
                              reasons.add(new String(header.value(), StandardCharsets.UTF_8)));
                }
                return reasons.size() >= count;
              });
    }
    return reasons;
  }

  private record Wire(String key, Map<String, String> headers, byte[] data) {}
}
