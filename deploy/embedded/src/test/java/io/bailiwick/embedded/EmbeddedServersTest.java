package io.bailiwick.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL starts here, and what it holds survives a stop. What Kafka holds over a kill is tested
 * with the whole system in deploy/local.
 */
class EmbeddedServersTest {

  @Test
  void postgresKeepsItsDataOverARestart(@TempDir Path dir) throws Exception {
    Path data = dir.resolve("pg");
    try (LocalPostgres postgres = LocalPostgres.start(data, 0, dir.resolve("log"), true)) {
      postgres.ensureDatabase("demo");
      try (var connection = DriverManager.getConnection(url(postgres), "demo_owner", "local");
          var sql = connection.createStatement()) {
        sql.execute("create table kept (n int)");
        sql.execute("insert into kept values (42)");
      }
    }
    try (LocalPostgres postgres = LocalPostgres.start(data, 0, dir.resolve("log"), true)) {
      postgres.ensureDatabase("demo");
      assertThat(postgres.pid()).isPositive();
      try (var connection = DriverManager.getConnection(url(postgres), "demo_owner", "local");
          var sql = connection.createStatement();
          var rows = sql.executeQuery("select n from kept")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(42);
      }
    }
  }

  private static String url(LocalPostgres postgres) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/demo";
  }
}
