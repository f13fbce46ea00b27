package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
    golden("identity-created").send(Topics.IDENTITIES);
    awaitStatus("ACTIVE")
        .header("Bailiwick-Revision", notNullValue())
        .body("organization", equalTo(organization))
        .body("role", equalTo("contributor"))
        .body("version", equalTo(1))
        .body("profile.displayName", equalTo("Jane Doe"));
    String handle = account().extract().path("handle");
    assertThat(handle).startsWith("jane-doe");
    platform()
        .queryParam("handle", handle.toUpperCase(Locale.ROOT))
        .get("/accounts")
        .then()
        .statusCode(200)
        .body("accounts.id", equalTo(List.of(id)));
    golden("identity-deactivated").send(Topics.IDENTITIES);
    awaitStatus("SUSPENDED").body("handle", equalTo(handle));
    golden("identity-reactivated").send(Topics.IDENTITIES);
    awaitStatus("ACTIVE").body("handle", equalTo(handle));
    golden("identity-deleted").send(Topics.IDENTITIES);
    awaitStatus("DEPROVISIONED").body("version", equalTo(4));
  }

  /** No replay, duplicate or reordering brings a deactivated account back (rule D5). */
  @Test
  void onlyNewerVersionsHaveEffectAndEachOnce() {
    organization();
    golden("identity-deactivated").send(Topics.IDENTITIES);
    awaitStatus("SUSPENDED").body("version", equalTo(1));
    golden("identity-created").send(Topics.IDENTITIES);
    golden("identity-updated").send(Topics.IDENTITIES);
    golden("identity-deactivated").send(Topics.IDENTITIES);
    golden("identity-deactivated").send(Topics.IDENTITIES);
    golden("identity-reactivated").send(Topics.IDENTITIES);
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
    Wire.sendAll(Topics.IDENTITIES, all);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> account().body("identityVersion", equalTo(4)).body("version", equalTo(4)));
    for (int replay = 0; replay < REPLAYS; replay++) {
      organization();
      Wire.sendAll(Topics.IDENTITIES, all);
    }
    golden("identity-deleted").send(Topics.IDENTITIES);
    awaitStatus("DEPROVISIONED").body("identityVersion", equalTo(5)).body("version", equalTo(5));
    Wire.sendAll(Topics.IDENTITIES, all);
    String last = ManagedId.of(UUID.randomUUID());
    golden("identity-created").withId(last).send(Topics.IDENTITIES);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> platform().get("/accounts/" + last).statusCode() == 200);
    account().body("status", equalTo("DEPROVISIONED")).body("version", equalTo(5));
  }

  /** A worker that dies between the two reads the record again; the other way round it is lost. */
  @Test
  void anOffsetIsCommittedAfterItsEffect() throws Exception {
    organization();
    golden("identity-created").send(Topics.IDENTITIES);
    awaitStatus("ACTIVE");
    Awaitility.await().atMost(PATIENCE).until(() -> uncommitted() == 0);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute("select 1 from account where id = '%s' for update".formatted(id));
      golden("identity-deactivated").send(Topics.IDENTITIES);
      Awaitility.await().atMost(PATIENCE).until(() -> isWaitedFor(sql));
      Awaitility.await().during(Duration.ofSeconds(1)).until(() -> uncommitted() == 1);
      connection.rollback();
    }
    awaitStatus("SUSPENDED");
    Awaitility.await().atMost(PATIENCE).until(() -> uncommitted() == 0);
  }

  private static boolean isWaitedFor(Statement sql) throws SQLException {
    try (ResultSet waiting =
        sql.executeQuery(
            "select 1 from pg_stat_activity where pg_backend_pid() = any"
                + " (pg_blocking_pids(pid))")) {
      return waiting.next();
    }
  }

  /** How many identities the worker has not committed the offset of. */
  private static long uncommitted() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of("bootstrap.servers", WorkerServers.running().kafka().bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets("provisioning-worker")
              .partitionsToOffsetAndMetadata()
              .get();
      Map<TopicPartition, OffsetSpec> ends =
          Stream.of(0, 1)
              .map(number -> new TopicPartition(Topics.IDENTITIES, number))
              .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
      long uncommitted = 0;
      for (var end : admin.listOffsets(ends).all().get().entrySet()) {
        uncommitted += end.getValue().offset();
        OffsetAndMetadata offset = committed.get(end.getKey());
        uncommitted -= offset == null ? 0 : offset.offset();
      }
      return uncommitted;
    }
  }

  @Test
  void namesakesGetNumbersAndAPageHoldsThemAll() {
    organization();
    String first = ManagedId.of(new UUID(1, System.nanoTime()));
    golden("identity-created").send(Topics.IDENTITIES);
    golden("identity-created").withId(first).send(Topics.IDENTITIES);
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
    String methods = "GET, HEAD, OPTIONS";
    platform().options("/accounts/nobody").then().statusCode(200).header("Allow", methods);
    platform().delete("/accounts").then().statusCode(405).header("Allow", methods);
    platform().get("/accounts").then().statusCode(400).body("member", equalTo("handle"));
    platform()
        .get("/accounts?email=a@b")
        .then()
        .statusCode(400)
        .body("member", equalTo("email"))
        .body(
            "detail",
            equalTo(
                "email is not known here. Query parameters are: after, handle, limit,"
                    + " organization."));
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
    golden("identity-created").withoutRoles().send(Topics.IDENTITIES);
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
    golden("identity-created").send(Topics.IDENTITIES);
    String handle = awaitStatus("ACTIVE").extract().path("handle");
    golden("identity-created").withId(second).send(Topics.IDENTITIES);
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
    Wire jane = golden("identity-created").withoutRoles();
    jane.headers().put("ce_organizationversion", "2");
    jane.send(Topics.IDENTITIES);
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .until(() -> platform().get("/accounts/" + id).statusCode() == 404);
    settings(2, state -> state.put("defaultRole", "admin"));
    awaitStatus("ACTIVE").body("role", equalTo("admin")).body("version", equalTo(1));
    // Settings that never come hold nobody up for good.
    Wire changed = golden("identity-updated").withoutRoles();
    changed.headers().put("ce_organizationversion", "9");
    changed.send(Topics.IDENTITIES);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account().body("identityVersion", equalTo(2)));
  }

  private void settings(int version, Consumer<ObjectNode> change) {
    Wire.settings(organization, version, change).send(Topics.ORGANIZATIONS);
  }

  private void organization() {
    settings(1, state -> {});
  }

  /** A golden file, about this test's organization and account. */
  private Wire golden(String name) {
    return Wire.golden(name, organization, id);
  }
}
