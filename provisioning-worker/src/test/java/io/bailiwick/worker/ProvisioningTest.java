package io.bailiwick.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
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
    Accounts.platform()
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
        .untilAsserted(() -> account().body("identityVersion", equalTo(4)));
    int version = account().extract().path("version");
    for (int replay = 0; replay < REPLAYS; replay++) {
      organization();
      Wire.sendAll(Topics.IDENTITIES, all);
    }
    golden("identity-deleted").send(Topics.IDENTITIES);
    awaitStatus("DEPROVISIONED")
        .body("identityVersion", equalTo(5))
        .body("version", equalTo(version + 1));
    Wire.sendAll(Topics.IDENTITIES, all);
    String last = ManagedId.of(UUID.randomUUID());
    golden("identity-created").withId(last).send(Topics.IDENTITIES);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Accounts.platform().get("/accounts/" + last).statusCode() == 200);
    account().body("status", equalTo("DEPROVISIONED")).body("version", equalTo(version + 1));
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
      Awaitility.await().atMost(PATIENCE).until(() -> Accounts.isWaitedFor(sql));
      Awaitility.await().during(Duration.ofSeconds(1)).until(() -> uncommitted() == 1);
      connection.rollback();
    }
    awaitStatus("SUSPENDED");
    Awaitility.await().atMost(PATIENCE).until(() -> uncommitted() == 0);
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

  private ValidatableResponse account() {
    return Accounts.account(id);
  }

  private ValidatableResponse awaitStatus(String status) {
    return Accounts.awaitStatus(id, status);
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
