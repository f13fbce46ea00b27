package io.bailiwick.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.StateDigest;
import io.bailiwick.worker.accounts.DailyReconciliation;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts that differ from their plan are found, explained and repaired. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class ReconciliationTest {
  private final String organization = "repair-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());
  private final String other = ManagedId.of(UUID.randomUUID());

  @Inject DailyReconciliation daily;
  @Inject MeterRegistry metrics;

  @Test
  void anOperatorSeesWhatDiffersAndRepairsIt() {
    accounts();
    damage();
    reconcile("?dryRun=true")
        .body("organization", equalTo(organization))
        .body("organizationVersion", equalTo(2))
        .body("dryRun", equalTo(true))
        .body("accounts", equalTo(2))
        .body("differing", equalTo(1))
        .body("fields.role", equalTo(1))
        .body("fields.status", equalTo(1))
        .body("differences.account", contains(id, id))
        .body("differences.field", contains("role", "status"))
        .body("differences[0].stored.role", equalTo("admin"))
        .body("differences[0].planned.role", equalTo("contributor"))
        .body("differences[1].stored", equalTo("SUSPENDED"))
        .body("differences[1].planned", equalTo("ACTIVE"))
        .body(
            "differences[0].cause",
            equalTo("last written under version 1 of the settings, which have version 2"))
        .body("more", equalTo(false));
    Accounts.account(id).body("role", equalTo("admin")).body("version", equalTo(1));
    reconcile("").body("dryRun", equalTo(false)).body("differing", equalTo(1));
    Accounts.account(id)
        .body("role", equalTo("contributor"))
        .body("status", equalTo("ACTIVE"))
        .body("version", equalTo(2));
    Accounts.account(other).body("version", equalTo(1));
    reconcile("").body("differing", equalTo(0)).body("differences", empty());
    damage();
    reconcile("?dryRun=true")
        .body("differences", hasSize(2))
        .body(
            "differences[0].cause",
            equalTo("stored differently than the settings of version 2 give"));
  }

  @Test
  void everyOrganizationHasItsTurn() throws Throwable {
    accounts();
    damage();
    due();
    VertxContextSupport.subscribeAndAwait(() -> daily.run());
    Accounts.account(id).body("role", equalTo("contributor")).body("version", equalTo(2));
    damage();
    VertxContextSupport.subscribeAndAwait(() -> daily.run());
    Accounts.account(id).body("role", equalTo("admin"));
  }

  /** Here the stored identity cannot be read; the other account is repaired all the same. */
  @Test
  void anAccountThatCannotBeComparedIsCounted() throws Throwable {
    accounts();
    damage();
    Accounts.sql(
        organization, "update account set identity = '{}' where id = '%s'".formatted(other));
    double before = metrics.counter("bailiwick.reconciliation.failures").count();
    due();
    VertxContextSupport.subscribeAndAwait(() -> daily.run());
    Accounts.account(id).body("role", equalTo("contributor")).body("version", equalTo(2));
    assertThat(metrics.counter("bailiwick.reconciliation.failures").count() - before).isEqualTo(1);
    Accounts.sql(
        organization,
        """
        update account set identity = replace(readable.identity, readable.id, account.id)
          from account readable where readable.id = '%s' and account.id = '%s'
        """
            .formatted(id, other));
  }

  /** Makes the organization the one that has waited for the longest time. */
  private void due() {
    Accounts.sql(
        organization,
        """
        insert into reconciliation values ('%s', now() - interval '2 days')
            on conflict (organization) do update set begun_at = excluded.begun_at
        """
            .formatted(organization));
  }

  @ParameterizedTest
  @CsvSource({
    "/organizations/nobody-here/reconciliation, 404, ",
    "/organizations/acme/reconciliation?dryRun=yes, 400, dryRun",
    "/organizations/acme/reconciliation?dry=true, 400, dry"
  })
  void aBadRequestIsRejectedInWords(String path, int status, @Nullable String member) {
    Accounts.with("bailiwick.operate")
        .post(path)
        .then()
        .statusCode(status)
        .body("member", equalTo(member));
    Accounts.platform().post(path).then().statusCode(403);
  }

  /** An operator compares services by what each holds, and publishes what one of them lacks. */
  @Test
  void showsTheVersionsOfAccountsAndOfTheirIdentities() {
    accounts();
    Wire.golden("identity-created", organization, id)
        .withoutRoles()
        .with(state -> state.put("version", 3))
        .send(Topics.IDENTITIES);
    Accounts.awaitField(id, "version", 2);
    StateDigest.Sum identities = new StateDigest.Sum();
    identities.add(other, 1);
    identities.add(id, 3);
    digests("")
        .body("identities.count", equalTo(2))
        .body("identities.digest", equalTo(identities.digest().digest()))
        .body("identities.buckets", equalTo(identities.digest().buckets()))
        .body("accounts.count", equalTo(2));
    String bucket = "?buckets=" + StateDigest.bucket(id);
    digests("/identities" + bucket).body("versions." + id, equalTo(3));
    digests("/accounts" + bucket).body("versions." + id, equalTo(2));
    assertThat(published(List.of(id, other, "mgd_nobody"))).isEqualTo(2);
    Accounts.account(id).body("version", equalTo(2));
  }

  private int published(List<String> ids) {
    return Accounts.with("bailiwick.operate")
        .contentType(ContentType.JSON)
        .body(Map.of("ids", ids))
        .post("/organizations/" + organization + "/republication")
        .then()
        .statusCode(200)
        .extract()
        .path("published");
  }

  private ValidatableResponse digests(String query) {
    return Accounts.with("bailiwick.operate")
        .get("/organizations/" + organization + "/digests" + query)
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/digests/identities, 400, buckets",
    "/digests/identities?buckets=256, 400, buckets",
    "'/digests/identities?buckets=1,', 400, buckets",
    "/digests/sessions?buckets=1, 404, ",
    "/digests?bucket=1, 400, bucket"
  })
  void aBadReadIsRejectedInWords(String path, int status, @Nullable String member) {
    Accounts.with("bailiwick.operate")
        .get("/organizations/" + organization + path)
        .then()
        .statusCode(status)
        .body("member", equalTo(member));
    Accounts.platform().get("/organizations/" + organization + path).then().statusCode(403);
  }

  /** The first run has a locked row before it, so that it is still running. */
  @Test
  void aSecondRunAtTheSameTimeIsRejected() throws SQLException {
    accounts();
    try (ExecutorService first = Executors.newSingleThreadExecutor();
        Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute("select 1 from account where id = '%s' for update".formatted(id));
      Future<ValidatableResponse> running = first.submit(() -> reconcile(""));
      Awaitility.await().atMost(Accounts.PATIENCE).until(() -> Accounts.isWaitedFor(sql));
      Accounts.with("bailiwick.operate")
          .post("/organizations/" + organization + "/reconciliation")
          .then()
          .statusCode(409);
      connection.commit();
      Awaitility.await().atMost(Accounts.PATIENCE).until(running::isDone);
    }
    reconcile("").body("accounts", equalTo(2));
  }

  private ValidatableResponse reconcile(String query) {
    return Accounts.with("bailiwick.operate")
        .post("/organizations/" + organization + "/reconciliation" + query)
        .then()
        .statusCode(200);
  }

  private void accounts() {
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    List.of(id, other)
        .forEach(
            one ->
                Wire.golden("identity-created", organization, one)
                    .withoutRoles()
                    .send(Topics.IDENTITIES));
    Accounts.awaitStatus(id, "ACTIVE");
    Accounts.awaitStatus(other, "ACTIVE");
    Wire.settings(organization, 2, state -> state.put("displayName", "Another"))
        .send(Topics.ORGANIZATIONS);
    Accounts.awaitSettings(organization, 2);
    assertThat(Accounts.count(organization)).isEqualTo(2);
  }

  /** Changes a row behind the worker's back. */
  private void damage() {
    Accounts.sql(
        organization,
        "update account set role = 'admin', status = 'SUSPENDED' where id = '%s'".formatted(id));
  }
}
