package io.bailiwick.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.embedded.LocalServers;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A service without the owner's password sees whether somebody else has migrated. */
class DatabaseStartTest {
  private static final String DATABASE = "migrated";

  @Test
  void aServiceWaitsForTheMigrationsOfTheOwner() throws Exception {
    try (LocalServers servers = LocalServers.forTests()) {
      servers.postgres().ensureDatabase(DATABASE);
      String url =
          "jdbc:postgresql://127.0.0.1:%d/%s".formatted(servers.postgres().port(), DATABASE);
      Flyway service = flyway(url, LocalPostgres.runtime(DATABASE), "latest");
      Flyway owner = flyway(url, LocalPostgres.owner(DATABASE), "latest");

      assertThat(DatabaseStart.pending(service)).contains("migrations have not run yet");

      flyway(url, LocalPostgres.owner(DATABASE), "0040").migrate();
      assertThat(DatabaseStart.pending(service)).contains("migrations have not run yet");

      owner.migrate();
      assertThat(DatabaseStart.pending(service)).isEmpty();
    }
  }

  private static Flyway flyway(String url, String role, String target) {
    return Flyway.configure()
        .dataSource(url, role, LocalPostgres.PASSWORD)
        .locations("db/outbox")
        .target(target)
        .placeholders(Map.of("runtime", LocalPostgres.runtime(DATABASE)))
        .load();
  }
}
