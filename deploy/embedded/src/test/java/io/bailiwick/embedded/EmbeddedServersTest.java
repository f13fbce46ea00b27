package io.bailiwick.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real servers start here, and what they hold survives a stop and a kill. */
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

  @Test
  void kafkaKeepsItsTopicsOverAKill(@TempDir Path dir) throws Exception {
    List<Integer> ports = FreePorts.take(2);
    try (KafkaBroker broker =
        KafkaBroker.start(dir, ports.get(0), ports.get(1), dir.resolve("out"))) {
      try (Admin admin = admin(broker)) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      broker.process().destroyForcibly().waitFor();
    }
    try (KafkaBroker broker =
            KafkaBroker.start(dir, ports.get(0), ports.get(1), dir.resolve("out"));
        Admin admin = admin(broker)) {
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }

  private static String url(LocalPostgres postgres) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/demo";
  }

  private static Admin admin(KafkaBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
