package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The running worker's accounts, by its API as the platform uses it, and by its database. */
final class Accounts {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private Accounts() {}

  static RequestSpecification platform() {
    return with("bailiwick.accounts.read");
  }

  static RequestSpecification with(String scope) {
    String token = WorkerServers.running().issuer().token("platform", scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token);
  }

  static ValidatableResponse account(String id) {
    return platform().get("/accounts/" + id).then();
  }

  static ValidatableResponse awaitStatus(String id, String status) {
    return awaitField(id, "status", status);
  }

  static ValidatableResponse awaitField(String id, String path, Object value) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> account(id).statusCode(200).body(path, equalTo(value)));
    return account(id);
  }

  /** Changes rows behind the worker's back, in the way of an organization's transactions. */
  static void sql(String organization, String statement) {
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select set_config('app.organization', '%s', true)".formatted(organization));
      sql.execute(statement);
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the number of an organization's accounts, in its first page. */
  static int count(String organization) {
    return platform()
        .queryParam("organization", organization)
        .get("/accounts")
        .then()
        .extract()
        .<List<?>>path("accounts")
        .size();
  }

  /** Returns whether another transaction waits for one that is open here. */
  static boolean isWaitedFor(Statement sql) throws SQLException {
    try (ResultSet waiting =
        sql.executeQuery(
            "select 1 from pg_stat_activity where pg_backend_pid() = any"
                + " (pg_blocking_pids(pid))")) {
      return waiting.next();
    }
  }

  /** Waits until an organization's accounts have been planned under a version of its settings. */
  static void awaitSettings(String organization, long version) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Connection connection = WorkerServers.runtime();
                  Statement sql = connection.createStatement();
                  ResultSet planned =
                      sql.executeQuery(
                          "select planned_version from organization where id = '%s'"
                              .formatted(organization))) {
                return planned.next() && planned.getLong(1) >= version;
              }
            });
  }
}
