package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.audit.AuditVerification;
import io.bailiwick.audit.AuditVerification.Result;
import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The audit log: one chain of entries for each organization, in the order of the topic. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AuditLogTest {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 600;

  private final String organization = "audited-" + UUID.randomUUID().toString().substring(0, 8);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  /** More than a page of an export and a batch of the consumer; sent three times, kept once. */
  @Test
  void entriesAreChainedInTheirOrderAndOnce() throws IOException {
    List<AuditEntry> entries = new ArrayList<>();
    for (int n = 0; n < MANY; n++) {
      entries.add(entry("identity.updated", "mgd_" + n, now));
    }
    send(entries);
    send(entries.subList(0, 100));
    send(entries);
    send(List.of(entry("identity.deleted", "mgd_last", now)));
    awaitSequence(MANY + 1);

    assertThat(verified(export("")))
        .isInstanceOfSatisfying(
            Result.Unbroken.class,
            result -> {
              assertThat(result.entries()).isEqualTo(MANY + 1);
              assertThat(result.hash()).isEqualTo(head().jsonPath().getString("hash"));
            });
    List<String> targets =
        export("").lines().map(line -> line.replaceAll(".*\"(mgd_[a-z0-9]*)\".*", "$1")).toList();
    assertThat(targets.subList(0, MANY))
        .isEqualTo(entries.stream().map(entry -> entry.target().id()).toList());
  }

  /** Someone with the database in hand can change a line, but not so that it goes unnoticed. */
  @Test
  void aChangedRowIsFound() throws IOException, SQLException {
    send(
        List.of(
            entry("organization.updated", organization, now),
            entry("connection.enabled", "con_1", now),
            entry("connection.disabled", "con_1", now)));
    awaitSequence(3);
    assertThat(verified(export(""))).isInstanceOf(Result.Unbroken.class);
    asOwner(
        "update audit set entry = replace(entry, 'enabled', 'disabled') where sequence = 2"
            + " and organization = '"
            + organization
            + "'");
    assertThat(verified(export("")))
        .isEqualTo(new Result.Broken(2, "entry 2 was changed: its hash is another one"));
  }

  /** The service itself can only add entries. */
  @Test
  void theServiceCannotRewriteHistory() throws SQLException {
    send(List.of(entry("organization.updated", organization, now)));
    awaitSequence(1);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '" + organization + "', false)");
      for (String forbidden :
          List.of(
              "update audit set entry = '{}'",
              "delete from audit",
              "delete from audit_chain",
              "update audit_chain set sequence = 0",
              "select expire_audit(interval '1 day')")) {
        assertThatThrownBy(() -> sql.execute(forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class);
      }
    }
    awaitSequence(1);
  }

  /** Entries expire from the old end, so the rest is a chain. */
  @Test
  void oldEntriesExpire() throws IOException, SQLException {
    Instant old = now.minus(Duration.ofDays(500));
    send(
        List.of(
            entry("identity.created", "mgd_1", old),
            entry("identity.updated", "mgd_1", old),
            entry("identity.updated", "mgd_2", now),
            entry("identity.updated", "mgd_1", old)));
    awaitSequence(4);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select expire_audit(interval '400 days')");
    }
    assertThat(verified(export("")))
        .isInstanceOfSatisfying(
            Result.Unbroken.class,
            result -> {
              assertThat(result.first()).isEqualTo(3);
              assertThat(result.last()).isEqualTo(4);
            });
    send(List.of(entry("identity.updated", "mgd_1", now)));
    awaitSequence(5);
    assertThat(verified(export("?after=3"))).isInstanceOf(Result.Unbroken.class);
  }

  @Test
  void pagesAreFilteredAndNewestFirst() {
    send(
        List.of(
            entry("identity.created", "mgd_1", now.minusSeconds(60)),
            entry("identity.updated", "mgd_1", now),
            entry("identity.updated", "mgd_2", now)));
    awaitSequence(3);
    auditor()
        .queryParam("limit", 2)
        .get(path())
        .then()
        .statusCode(200)
        .body("entries.sequence", equalTo(List.of(3, 2)))
        .body("entries[0].entry.target.id", equalTo("mgd_2"))
        .body("next", equalTo(2));
    assertSequences(Map.of("before", "2"), 1);
    assertSequences(Map.of("target", "mgd_1"), 2, 1);
    assertSequences(Map.of("action", "identity.updated"), 3, 2);
    assertSequences(Map.of("actor", "OPERATOR"), 3, 2, 1);
    assertSequences(Map.of("actor", "ops-1", "action", "identity.created"), 1);
    assertSequences(Map.of("actor", "ops-2"));
    assertSequences(Map.of("from", now.toString()), 3, 2);
    assertSequences(Map.of("to", now.toString()), 1);
    assertThat(export("?action=identity.updated").lines()).hasSize(2);
  }

  private void assertSequences(Map<String, String> filter, Integer... sequences) {
    auditor()
        .queryParams(filter)
        .get(path())
        .then()
        .statusCode(200)
        .body("entries.sequence", equalTo(List.of(sequences)));
  }

  @Test
  void onlyOperatorsAndAuditorsReadIt() {
    caller("bailiwick.operate").get(path() + "/head").then().statusCode(200);
    caller("bailiwick.accounts.read").get(path()).then().statusCode(403);
    given().get(path()).then().statusCode(401);
    auditor().get(path() + "?since=now").then().statusCode(400);
    auditor().get(path() + "?from=now").then().statusCode(400).body("member", equalTo("from"));
    auditor().get(path() + "?before=-1").then().statusCode(400).body("member", equalTo("before"));
  }

  /** An entry names the source of the role only if that has changed. */
  @Test
  void accountsAreAuditedWithTheirRule() {
    String jane = ManagedId.of(UUID.randomUUID());
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    Wire.golden("identity-created", organization, jane).send(Topics.IDENTITIES);
    Wire.golden("identity-deactivated", organization, jane).send(Topics.IDENTITIES);
    awaitSequence(2);
    auditor()
        .get(path())
        .then()
        .body("entries.entry.action", equalTo(List.of("account.suspended", "account.created")))
        .body("entries.entry.actor.kind", equalTo(List.of("SYSTEM", "RULE")))
        .body("entries.entry.target.id", equalTo(List.of(jane, jane)))
        .body("entries[0].entry.changes.field", equalTo(List.of("/status", "/suspensions")))
        .body("entries[0].entry.changes[0].before", equalTo("ACTIVE"))
        .body("entries[0].entry.changes[0].after", equalTo("SUSPENDED"));
  }

  /** An unreadable record delays no other. */
  @Test
  void whatCannotBeReadIsParked() {
    WireEvent wire = wire(entry("identity.created", "mgd_1", now));
    new Wire(wire.key(), wire.headers(), "{\"id\":".getBytes(StandardCharsets.UTF_8))
        .send(Topics.AUDIT);
    send(List.of(entry("identity.created", "mgd_1", now)));
    awaitSequence(1);
    assertThat(given().get(management + "metrics").asString())
        .contains("bailiwick_dead_letters_total{topic=\"bailiwick.audit.v1\"} 1.0");
  }

  /** A member of a newer version is kept, and hashed. */
  @Test
  void anUnknownMemberIsKept() throws IOException {
    WireEvent wire = wire(entry("identity.created", "mgd_1", now));
    String newer =
        new String(wire.data(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"zone\":\"new\",");
    new Wire(wire.key(), wire.headers(), newer.getBytes(StandardCharsets.UTF_8)).send(Topics.AUDIT);
    awaitSequence(1);
    assertThat(export("")).contains("\"zone\":\"new\"");
    assertThat(verified(export(""))).isInstanceOf(Result.Unbroken.class);
  }

  private AuditEntry entry(String action, String target, Instant at) {
    Change change = new Change("/name", Optional.empty(), Optional.of(TextNode.valueOf("Jané")));
    return new AuditEntry(
        UUID.randomUUID().toString(),
        organization,
        at,
        Actor.of(Kind.OPERATOR, "ops-1"),
        action,
        new Target("identity", target),
        Optional.of(1L),
        List.of(change),
        Optional.empty(),
        Optional.empty());
  }

  private static WireEvent wire(AuditEntry entry) {
    return EventCodec.encode(new AuditEvent(entry), "/test");
  }

  private static void send(List<AuditEntry> entries) {
    Wire.sendAll(
        Topics.AUDIT,
        entries.stream()
            .map(AuditLogTest::wire)
            .map(wire -> new Wire(wire.key(), wire.headers(), wire.data()))
            .toList());
  }

  private void awaitSequence(int sequence) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(head().jsonPath().getInt("sequence")).isEqualTo(sequence));
  }

  private Response head() {
    return auditor().get(path() + "/head");
  }

  private String export(String query) {
    var answer =
        auditor()
            .header("Accept", "application/x-ndjson")
            .get(path() + query)
            .then()
            .statusCode(200);
    return answer.contentType("application/x-ndjson").extract().asString();
  }

  private static Result verified(String export) throws IOException {
    return AuditVerification.verify(new BufferedReader(new StringReader(export)));
  }

  private String path() {
    return "/organizations/" + organization + "/audit";
  }

  private static RequestSpecification auditor() {
    return caller("bailiwick.audit.read");
  }

  private static RequestSpecification caller(String scope) {
    String token = WorkerServers.running().issuer().token("auditor", scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token);
  }

  private static void asOwner(String update) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/worker"
                    .formatted(WorkerServers.running().postgres().port()),
                LocalPostgres.owner("worker"),
                LocalPostgres.PASSWORD);
        Statement sql = connection.createStatement()) {
      assertThat(sql.executeUpdate(update)).isEqualTo(1);
    }
  }
}
