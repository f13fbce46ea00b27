package io.bailiwick.worker;

import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.event.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** The real PostgreSQL, Kafka and token issuer; and the topics that the gateway would have made. */
public class WorkerServers implements QuarkusTestResourceLifecycleManager {
  private static @Nullable LocalServers running;

  public static LocalServers running() {
    return Objects.requireNonNull(running);
  }

  /** A connection to the database as the worker has it. */
  public static Connection runtime() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/worker".formatted(running().postgres().port()),
        LocalPostgres.runtime("worker"),
        LocalPostgres.PASSWORD);
  }

  /** Where the worker's own client finds that database. */
  static String runtimeUrl() {
    return "postgresql://%s:%s@127.0.0.1:%d/worker"
        .formatted(
            LocalPostgres.runtime("worker"), LocalPostgres.PASSWORD, running().postgres().port());
  }

  @Override
  public Map<String, String> start() {
    running = LocalServers.forTests();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", running.kafka().bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.IDENTITIES, 2, (short) 1),
                  new NewTopic(Topics.ORGANIZATIONS, 2, (short) 1)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    Map<String, String> config = new HashMap<>(running.config("worker"));
    config.put("bailiwick.worker.organization-patience", "PT2S");
    return config;
  }

  @Override
  public void stop() {
    running().close();
  }
}
