package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I8: one name space of handles for managed and personal accounts and organizations. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class HandlesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String organization = "hold-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());

  @Test
  void noManagedAccountGetsThePersonalOnes() {
    String first = "jane-doe-" + organization;
    platform()
        .body(Map.of("account", "42"))
        .put("/handles/Jane-Doe-" + organization)
        .then()
        .statusCode(204);
    platform().body(Map.of("account", "42")).put("/handles/" + first).then().statusCode(204);
    platform()
        .body(Map.of("account", "43"))
        .put("/handles/" + first)
        .then()
        .statusCode(409)
        .body("detail", equalTo("Another personal account has that handle."));

    assertThat(handleOfJane()).isEqualTo(first + "-2");

    platform()
        .body(Map.of("account", "44"))
        .put("/handles/" + first + "-2")
        .then()
        .statusCode(409)
        .body("member", equalTo("handle"))
        .body("detail", equalTo("A managed account has that handle."));
    platform()
        .get("/handles/" + first + "-2")
        .then()
        .statusCode(200)
        .body("kind", equalTo("MANAGED"))
        .body("account", equalTo(id));
    platform()
        .get("/handles/" + organization)
        .then()
        .body("kind", equalTo("ORGANIZATION"))
        .body("account", nullValue());
    platform().delete("/handles/" + first + "-2?account=42").then().statusCode(404);
    platform().delete("/handles/" + first + "?account=43").then().statusCode(404);
    platform()
        .delete("/handles/" + first)
        .then()
        .statusCode(400)
        .body("member", equalTo("account"));
    platform().delete("/handles/" + first + "?account=42").then().statusCode(204);
    platform().get("/handles/" + first).then().statusCode(404);
  }

  @Test
  void manyAreReservedAtOnceAndTheTakenOnesAreNamed() {
    String taken = handleOfJane();
    List<Map<String, String>> many = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      many.add(Map.of("handle", "p" + i + "-" + organization, "account", "a" + i));
    }
    many.add(Map.of("handle", taken, "account", "a0"));
    many.add(Map.of("handle", organization, "account", "a1"));
    many.add(Map.of("handle", "P0-" + organization, "account", "a1"));
    for (int twice = 0; twice < 2; twice++) {
      platform()
          .body(Map.of("handles", many))
          .post("/handles")
          .then()
          .statusCode(200)
          .body("reserved", equalTo(2_000))
          .body("taken.handle", equalTo(List.of(taken, organization, "p0-" + organization)))
          .body("taken.by", equalTo(List.of("MANAGED", "ORGANIZATION", "PERSONAL")));
    }
  }

  /** A reservation waits for accounts that are being written, and then finds their handles. */
  @Test
  void aReservationAndAnAccountUnderWayDoNotMissEachOther() throws Exception {
    handleOfJane();
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute("select pg_advisory_xact_lock_shared(%d)".formatted(0x68616e646c65L));
      sql.execute("update account set handle = 'late-%s'".formatted(organization));
      var answer =
          CompletableFuture.supplyAsync(
              () ->
                  platform()
                      .body(Map.of("account", "42"))
                      .put("/handles/late-" + organization)
                      .statusCode());
      Awaitility.await().atMost(PATIENCE).until(() -> isWaitedFor(sql));
      connection.commit();
      assertThat(answer).succeedsWithin(PATIENCE).isEqualTo(409);
    }
  }

  private static boolean isWaitedFor(Statement sql) throws SQLException {
    try (ResultSet waiting =
        sql.executeQuery(
            "select 1 from pg_stat_activity where pg_backend_pid() = any"
                + " (pg_blocking_pids(pid))")) {
      return waiting.next();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT | /handles/jane!      | `{\"account\":\"1\"}`   | handle",
        "PUT | /handles/jane       | `{\"account\":\"\"}`    | account",
        "PUT | /handles/jane       | `{\"account\":\"mgd_1\"}` | account",
        "PUT | /handles/jane       | `{\"acount\":\"1\"}`    | acount",
        "POST | /handles           | `{\"handles\":[]}`      | handles",
        "POST | /handles           | `{\"handles\":[{\"handle\":\"jane\"}]}` | handles.0.account",
        "POST | /handles           | `[`                     |"
      })
  void badReservationsAreRejectedByName(
      String method, String path, String body, @Nullable String member) {
    platform()
        .body(body)
        .request(method, path)
        .then()
        .statusCode(400)
        .body("member", member == null ? nullValue() : equalTo(member));
    by("bailiwick.accounts.read").body(body).request(method, path).then().statusCode(403);
  }

  private String handleOfJane() {
    Wire.settings(
            organization,
            1,
            state -> ((ObjectNode) state.get("handles")).put("suffix", organization))
        .send(Topics.ORGANIZATIONS);
    Wire.golden("identity-created", organization, id).send(Topics.IDENTITIES);
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> by("bailiwick.accounts.read").get("/accounts/" + id).path("handle"),
            handle -> handle != null);
  }

  private static RequestSpecification platform() {
    return by("bailiwick.handles");
  }

  private static RequestSpecification by(String scope) {
    String token = WorkerServers.running().issuer().token("platform", scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token).contentType("application/json");
  }
}
