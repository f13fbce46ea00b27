package io.bailiwick.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Changed settings reach the accounts that they concern, and no others. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class ReplanningTest {
  private final String organization = "moved-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());
  private final String other = ManagedId.of(UUID.randomUUID());

  /** Roles follow the newest settings, whatever order and however often they come. */
  @Test
  void changedSettingsPlanTheAccountsAnew() {
    organization();
    golden("identity-created").withoutRoles().send(Topics.IDENTITIES);
    awaitStatus("ACTIVE").body("role", equalTo("contributor")).body("version", equalTo(1));
    settings(3, state -> state.put("defaultRole", "write"));
    Awaitility.await()
        .atMost(Accounts.PATIENCE)
        .untilAsserted(() -> account().body("role", equalTo("write")));
    settings(2, state -> state.put("defaultRole", "read"));
    settings(3, state -> state.put("defaultRole", "write"));
    settings(4, state -> state.put("defaultRole", "write").put("displayName", "Another name"));
    settings(5, state -> state.put("defaultRole", "admin"));
    Awaitility.await()
        .atMost(Accounts.PATIENCE)
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
    Accounts.awaitStatus(second, "HANDLE_TAKEN")
        .body("handle", nullValue())
        .body("version", equalTo(1));
    settings(2, state -> handles(state, "FAIL").put("displayName", "Another name"));
    settings(3, state -> handles(state, "NUMBER"));
    Accounts.awaitStatus(second, "ACTIVE")
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
        .until(() -> Accounts.platform().get("/accounts/" + id).statusCode() == 404);
    settings(2, state -> state.put("defaultRole", "admin"));
    awaitStatus("ACTIVE").body("role", equalTo("admin")).body("version", equalTo(1));
    // Settings that never come hold nobody up for good.
    Wire changed = golden("identity-updated").withoutRoles();
    changed.headers().put("ce_organizationversion", "9");
    changed.send(Topics.IDENTITIES);
    Awaitility.await()
        .atMost(Accounts.PATIENCE)
        .untilAsserted(() -> account().body("identityVersion", equalTo(2)));
  }

  /**
   * A link of a SCIM group concerns its members alone. The row of somebody else is changed behind
   * the worker's back, and stays like that until a change concerns everyone.
   */
  @Test
  void aLinkConcernsTheMembersOfItsGroup() {
    organization();
    golden("identity-created").with(state -> groups(state, "g-1")).send(Topics.IDENTITIES);
    golden("identity-created").withId(other).withoutRoles().send(Topics.IDENTITIES);
    awaitStatus("ACTIVE").body("grants", empty());
    Accounts.awaitStatus(other, "ACTIVE");
    Accounts.sql(
        organization, "update account set role = 'admin' where id = '%s'".formatted(other));
    settings(2, state -> linked(state, "write", "g-1"));
    awaitGrant("write")
        .body("grants[0].resourceGroup", equalTo("models"))
        .body("grants[0].sources[0].source", equalTo("SCIM_GROUP"))
        .body("grants[0].sources[0].value", equalTo("Engineering"));
    settings(3, state -> linked(state, "admin", "g-1"));
    awaitGrant("admin");
    settings(4, state -> linked(state, "admin", "g-2"));
    Accounts.awaitField(id, "grants.size()", 0);
    Accounts.account(other).body("role", equalTo("admin")).body("version", equalTo(1));
    settings(5, state -> linked(state, "admin", "g-2").put("defaultRole", "write"));
    Accounts.awaitField(other, "role", "write");
  }

  /** What a run had to plan is recorded until it ends: here one that a crash interrupted. */
  @Test
  void aRunThatDidNotEndIsRepeated() {
    organization();
    golden("identity-created").with(state -> groups(state, "g-1")).send(Topics.IDENTITIES);
    awaitStatus("ACTIVE");
    settings(2, state -> linked(state, "write", "g-1"));
    awaitGrant("write");
    Accounts.awaitSettings(organization, 2);
    Accounts.sql(
        organization,
        """
        update account set grants = '[]', resource_groups = '{}' where organization = '%1$s';
        update organization set planned_version = 1 where id = '%1$s';
        insert into replanning values ('%1$s', 2, '{"everyone":false,"withoutHandle":false,
          "scimGroups":["g-1"],"resourceGroups":[],"assigned":[]}')
        """
            .formatted(organization));
    settings(3, state -> linked(state, "write", "g-1").put("displayName", "Another name"));
    awaitGrant("write");
    Accounts.awaitSettings(organization, 3);
  }

  /** The small one becomes due while the first accounts of the large one are planned. */
  @Test
  void aSmallOrganizationDoesNotWaitForALargeOne() throws SQLException {
    String small = organization + "-small";
    organization();
    Wire.settings(small, 1, state -> {}).send(Topics.ORGANIZATIONS);
    golden("identity-created").withoutRoles().send(Topics.IDENTITIES);
    Wire.golden("identity-created", small, other).withoutRoles().send(Topics.IDENTITIES);
    awaitStatus("ACTIVE");
    Accounts.awaitStatus(other, "ACTIVE");
    Accounts.sql(
        organization,
        """
        insert into account select (jsonb_populate_record(a, jsonb_build_object('id', a.id || n,
          'handle', a.handle || n, 'identity', replace(a.identity, a.id, a.id || n)))).*
        from account a, generate_series(1, 3000) n where a.id = '%s'"""
            .formatted(id));
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute("select 1 from account where id = '%s' for update".formatted(id));
      settings(2, state -> state.put("defaultRole", "write"));
      Awaitility.await().atMost(Accounts.PATIENCE).until(() -> Accounts.isWaitedFor(sql));
      Wire.settings(small, 2, state -> state.put("defaultRole", "write"))
          .send(Topics.ORGANIZATIONS);
      Awaitility.await()
          .atMost(Accounts.PATIENCE)
          .until(() -> number(sql, "select version from organization where id = '%s'", small) == 2);
      connection.rollback();
      Accounts.awaitSettings(organization, 2);
      Accounts.awaitSettings(small, 2);
      Accounts.account(other).body("role", equalTo("write"));
      String last = "select max(change_txid) from account where organization = '%s'";
      sql.execute("select set_config('app.organization', '*', true)");
      assertThat(number(sql, last, small)).isLessThan(number(sql, last, organization));
      assertThat(
              number(
                  sql,
                  "select count(*) from account where role = 'write' and organization = '%s'",
                  organization))
          .isEqualTo(3_001);
    }
  }

  private static long number(Statement sql, String query, String organization) throws SQLException {
    try (ResultSet row = sql.executeQuery(query.formatted(organization))) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The bulk load stands still here; a deactivation of another account does not wait for it. */
  @Test
  void aDeactivationOvertakesABulkLoad() throws SQLException {
    organization();
    golden("identity-created").send(Topics.IDENTITIES);
    awaitStatus("ACTIVE");
    String loading = organization + "-load";
    Wire.settings(loading, 1, state -> {}).send(Topics.ORGANIZATIONS);
    Wire.golden("identity-created", loading, ManagedId.of(UUID.randomUUID()))
        .send(Topics.IDENTITIES);
    Awaitility.await().atMost(Accounts.PATIENCE).until(() -> Accounts.count(loading) == 1);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select 1 from organization where id = '%s' for update".formatted(loading));
      Wire.golden("identity-created", loading, other).send(Topics.IDENTITIES);
      Awaitility.await().atMost(Accounts.PATIENCE).until(() -> Accounts.isWaitedFor(sql));
      golden("identity-deactivated").send(Topics.IDENTITIES);
      awaitStatus("SUSPENDED").body("version", equalTo(2));
      connection.rollback();
    }
    Accounts.awaitStatus(other, "ACTIVE");
  }

  private static ObjectNode groups(ObjectNode state, String... ids) {
    state.putArray("roles");
    ArrayNode groups = state.putArray("groups");
    Arrays.asList(ids).forEach(groups::add);
    return state;
  }

  /** Links what the administrator calls Engineering to a resource group. */
  private static ObjectNode linked(ObjectNode state, String role, String... ids) {
    ObjectNode link =
        state
            .putArray("resourceGroups")
            .addObject()
            .put("name", "models")
            .putArray("links")
            .addObject();
    ArrayNode groups = link.put("group", "Engineering").put("role", role).putArray("ids");
    Arrays.asList(ids).forEach(groups::add);
    return state;
  }

  private ValidatableResponse awaitGrant(String role) {
    return Accounts.awaitField(id, "grants[0].role", role);
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

  private Wire golden(String name) {
    return Wire.golden(name, organization, id);
  }
}
