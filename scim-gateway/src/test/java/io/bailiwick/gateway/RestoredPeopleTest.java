package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.bailiwick.model.AuditEntry;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audit log tells of a deprovisioning, and what its end waits for. */
@GatewayTest
class RestoredPeopleTest {
  private Tenant acme = new Tenant("", "");

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("restored");
  }

  @Test
  void theAuditLogNamesWhoCameBack() {
    try (AuditTopic topic = AuditTopic.atItsEnd()) {
      List<String> people = acme.users(21);
      people.forEach(this::delete);
      String batch = batch();
      // Nobody has opened it, although the answer to a reader may have needed it.
      assertThat(entry(topic, one -> one.action().equals("deprovisioning.opened")).actor())
          .isEqualTo(AuditEntry.Actor.of(AuditEntry.Kind.SYSTEM, "scim-gateway"));

      String again = acme.user("user0");
      as("ada", batch, "restore").then().body("counts.restored", equalTo(20));
      assertThat(back(entry(topic, one -> back(one).size() == 20)))
          .containsExactlyInAnyOrderElementsOf(people.subList(1, 21));
      delete(again);
      as("bob", batch, "restore").then().body("counts.restored", equalTo(21));
      AuditEntry repeated = entry(topic, one -> back(one).equals(people.subList(0, 1)));
      assertThat(repeated.actor().id()).isEqualTo("bob");
      assertThat(repeated.target()).isEqualTo(new AuditEntry.Target("deprovisioning", batch));
    }
  }

  private AuditEntry entry(AuditTopic topic, Predicate<AuditEntry> wanted) {
    Predicate<AuditEntry> own = wanted.and(one -> one.organization().equals(acme.id()));
    assertThat(topic.has(own)).isTrue();
    return topic.entries().stream().filter(own).findFirst().orElseThrow();
  }

  /** The ids of the people who have come back by an entry. */
  private static List<String> back(AuditEntry entry) {
    List<String> ids = new ArrayList<>();
    if (entry.action().equals("deprovisioning.people-restored")) {
      assertThat(entry.changes()).hasSize(1);
      assertThat(entry.changes().getFirst().field()).isEqualTo("/people");
      entry.changes().getFirst().after().orElseThrow().forEach(id -> ids.add(id.textValue()));
    }
    return ids;
  }

  /** Whoever creates a person by an externalId claims it, and a restore waits for them. */
  @Test
  void aRestoreClaimsTheKeysOfSignIn() throws Exception {
    List<String> people =
        IntStream.range(0, 21)
            .mapToObj(
                i ->
                    Calls.created(
                        () ->
                            Calls.scim(acme)
                                .post(
                                    "/Users",
                                    Map.of("userName", "user" + i, "externalId", "key-" + i))))
            .toList();
    people.forEach(this::delete);
    String batch = batch();
    String claim =
        "select pg_advisory_xact_lock(hashtextextended('%s/key-7', 0))".formatted(acme.id());
    whileHolding(claim, () -> as("ada", batch, "restore"), "select 1")
        .then()
        .statusCode(200)
        .body("counts.restored", equalTo(21));
  }

  /** A deactivated person may be deleted while the release is about to end. */
  @Test
  void aReleaseEndsWhenNobodyWaits() throws Exception {
    List<String> people = acme.users(21);
    people.forEach(id -> acme.patch(id, "replace", "active", false).then().statusCode(200));
    String batch = batch();
    as("ada", batch, "release").then().statusCode(200);
    String departure = " departure %s where identity = '" + people.get(3) + "'";
    whileHolding(
            "select id from" + departure.formatted("") + " for update",
            () -> as("bob", batch, "release"),
            "update" + departure.formatted("set kind = 'DELETED', held = true"))
        .then()
        .statusCode(200)
        .body("state", equalTo("RELEASED"))
        .body("counts.deleted", equalTo(1))
        .body("counts.waiting", equalTo(0));
  }

  /** Sends a request while a transaction has a lock, which ends when something waits for it. */
  private static Response whileHolding(String lock, Callable<Response> request, String end)
      throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor();
        Connection holder = GatewayServers.owner();
        Connection observer = GatewayServers.owner()) {
      holder.setAutoCommit(false);
      long pid = number(holder, "select pg_backend_pid()");
      run(holder, lock);
      Future<Response> answer = pool.submit(request);
      String waiting =
          "select count(*) from pg_stat_activity where %d = any(pg_blocking_pids(pid))"
              .formatted(pid);
      while (number(observer, waiting) == 0) {
        assertThat(answer.isDone()).as("the request did not wait").isFalse();
        Thread.sleep(20);
      }
      run(holder, end);
      holder.commit();
      return answer.get();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      assertThat(found.next()).isTrue();
      return found.getLong(1);
    }
  }

  private void delete(String id) {
    acme.scim().delete("/Users/" + id).then().statusCode(204);
  }

  /** The id of the one batch. */
  private String batch() {
    return operator("reader")
        .get(path(""))
        .then()
        .body("deprovisionings", hasSize(1))
        .extract()
        .path("deprovisionings[0].id");
  }

  private Response as(String administrator, String batch, String decision) {
    return operator(administrator).post(path("/" + batch + "/" + decision));
  }

  private String path(String below) {
    return "/organizations/" + acme.id() + "/deprovisionings" + below;
  }

  private static RequestSpecification operator(String subject) {
    return Tenant.bearer(
        GatewayServers.running()
            .issuer()
            .token(subject, "bailiwick.operate", Duration.ofMinutes(5)));
  }
}
