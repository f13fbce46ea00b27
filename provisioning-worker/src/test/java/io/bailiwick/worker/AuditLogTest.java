package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.audit.AuditVerification.Result;
import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The audit log: one chain of entries for each organization, in the order of the topic. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AuditLogTest {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  private static final int MANY = 600;

  private final AuditedOrganization audited = AuditedOrganization.newOne();
  private final String organization = audited.id();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  /** More than a page of an export and a batch of the consumer; sent three times, kept once. */
  @Test
  void entriesAreChainedInTheirOrderAndOnce() throws IOException {
    List<AuditEntry> entries = new ArrayList<>();
    for (int n = 0; n < MANY; n++) {
      entries.add(audited.entry("identity.updated", "mgd_" + n, now));
    }
    audited.send(entries);
    audited.send(entries.subList(0, 100));
    audited.send(entries);
    audited.send(List.of(audited.entry("identity.deleted", "mgd_last", now)));
    audited.awaitSequence(MANY + 1);

    assertThat(AuditedOrganization.verified(audited.export("")))
        .isInstanceOfSatisfying(
            Result.Unbroken.class,
            result -> {
              assertThat(result.entries()).isEqualTo(MANY + 1);
              assertThat(result.hash()).isEqualTo(audited.head().jsonPath().getString("hash"));
            });
    List<String> targets =
        audited
            .export("")
            .lines()
            .map(line -> line.replaceAll(".*\"(mgd_[a-z0-9]*)\".*", "$1"))
            .toList();
    assertThat(targets.subList(0, MANY))
        .isEqualTo(entries.stream().map(entry -> entry.target().id()).toList());
  }

  /** Someone with the database in hand can change a line, but not so that it goes unnoticed. */
  @Test
  void aChangedRowIsFound() throws IOException, SQLException {
    audited.send(
        List.of(
            audited.entry("organization.updated", organization, now),
            audited.entry("connection.enabled", "con_1", now),
            audited.entry("connection.disabled", "con_1", now)));
    audited.awaitSequence(3);
    assertThat(AuditedOrganization.verified(audited.export("")))
        .isInstanceOf(Result.Unbroken.class);
    asOwner(
        "update audit set entry = replace(entry, 'enabled', 'disabled') where sequence = 2"
            + " and organization = '"
            + organization
            + "'");
    assertThat(AuditedOrganization.verified(audited.export("")))
        .isEqualTo(new Result.Broken(2, "entry 2 was changed: its hash is another one"));
  }

  @Test
  void pagesAreFilteredAndNewestFirst() {
    audited.send(
        List.of(
            audited.entry("identity.created", "mgd_1", now.minusSeconds(60)),
            audited.entry("identity.updated", "mgd_1", now),
            audited.entry("identity.updated", "mgd_2", now)));
    audited.awaitSequence(3);
    AuditedOrganization.auditor()
        .queryParam("limit", 2)
        .get(audited.path())
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
    assertThat(audited.export("?action=identity.updated").lines()).hasSize(2);
  }

  private void assertSequences(Map<String, String> filter, Integer... sequences) {
    AuditedOrganization.auditor()
        .queryParams(filter)
        .get(audited.path())
        .then()
        .statusCode(200)
        .body("entries.sequence", equalTo(List.of(sequences)));
  }

  @Test
  void onlyOperatorsAndAuditorsReadIt() {
    AuditedOrganization.caller("bailiwick.operate")
        .get(audited.path() + "/head")
        .then()
        .statusCode(200);
    AuditedOrganization.caller("bailiwick.accounts.read")
        .get(audited.path())
        .then()
        .statusCode(403);
    given().get(audited.path()).then().statusCode(401);
    AuditedOrganization.auditor().get(audited.path() + "?since=now").then().statusCode(400);
    AuditedOrganization.auditor()
        .get(audited.path() + "?from=now")
        .then()
        .statusCode(400)
        .body("member", equalTo("from"));
    AuditedOrganization.auditor()
        .get(audited.path() + "?before=-1")
        .then()
        .statusCode(400)
        .body("member", equalTo("before"));
  }

  /** An entry names the source of the role only if that has changed. */
  @Test
  void accountsAreAuditedWithTheirRule() {
    String jane = ManagedId.of(UUID.randomUUID());
    Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
    Wire.golden("identity-created", organization, jane).send(Topics.IDENTITIES);
    Wire.golden("identity-deactivated", organization, jane).send(Topics.IDENTITIES);
    audited.awaitSequence(2);
    AuditedOrganization.auditor()
        .get(audited.path())
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
    WireEvent wire = AuditedOrganization.wire(audited.entry("identity.created", "mgd_1", now));
    new Wire(wire.key(), wire.headers(), "{\"id\":".getBytes(StandardCharsets.UTF_8))
        .send(Topics.AUDIT);
    audited.send(List.of(audited.entry("identity.created", "mgd_1", now)));
    audited.awaitSequence(1);
    assertThat(given().get(management + "metrics").asString())
        .contains("bailiwick_dead_letters_total{topic=\"bailiwick.audit.v1\"} 1.0");
  }

  /** A member of a newer version is kept, and hashed. */
  @Test
  void anUnknownMemberIsKept() throws IOException {
    WireEvent wire = AuditedOrganization.wire(audited.entry("identity.created", "mgd_1", now));
    String newer =
        new String(wire.data(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"zone\":\"new\",");
    new Wire(wire.key(), wire.headers(), newer.getBytes(StandardCharsets.UTF_8)).send(Topics.AUDIT);
    audited.awaitSequence(1);
    assertThat(audited.export("")).contains("\"zone\":\"new\"");
    assertThat(AuditedOrganization.verified(audited.export("")))
        .isInstanceOf(Result.Unbroken.class);
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
