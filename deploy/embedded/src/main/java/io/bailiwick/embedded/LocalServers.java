package io.bailiwick.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL, Kafka and the token issuer together, and the configuration of services that use them.
 */
public record LocalServers(LocalPostgres postgres, KafkaBroker kafka, TokenIssuer issuer)
    implements AutoCloseable {

  /** Starts all three on free ports for tests, in a new directory below the build's. */
  public static LocalServers forTests() {
    try {
      Path dir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "servers");
      List<Integer> ports = FreePorts.take(2);
      return new LocalServers(
          LocalPostgres.start(dir.resolve("postgres"), 0, dir.resolve("postgres.log"), false),
          KafkaBroker.start(
              dir.resolve("kafka"), ports.get(0), ports.get(1), dir.resolve("kafka.log")),
          TokenIssuer.start(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the configuration of every service: Kafka, and the issuer of accepted tokens. */
  public Map<String, String> config() {
    return config(kafka, issuer);
  }

  /** Returns the same for a service that needs no database. */
  public static Map<String, String> config(KafkaBroker kafka, TokenIssuer issuer) {
    return Map.of(
        "kafka.bootstrap.servers",
        kafka.bootstrapServers(),
        "bailiwick.kafka.open-broker",
        "true",
        "quarkus.oidc.auth-server-url",
        issuer.url(),
        "quarkus.oidc.token.audience",
        TokenIssuer.AUDIENCE);
  }

  /** Returns the configuration of a gateway that calls an enforcer. */
  public Map<String, String> calling(String enforcer) {
    return Map.of(
        "bailiwick.gateway.enforcer-url",
        enforcer,
        "bailiwick.gateway.enforcer-client-id",
        TokenIssuer.CLIENT,
        "bailiwick.gateway.enforcer-client-secret",
        issuer.clientSecret());
  }

  /** Returns the configuration of an enforcer that follows a gateway's revocations. */
  public Map<String, String> following(String gateway) {
    return Map.of(
        "bailiwick.enforcer.revocations.urls",
        gateway,
        "bailiwick.enforcer.revocations.client-id",
        TokenIssuer.CLIENT,
        "bailiwick.enforcer.revocations.client-secret",
        issuer.clientSecret());
  }

  /** Returns the same for a service with a database, which is created if it is missing. */
  public Map<String, String> config(String database) {
    postgres.ensureDatabase(database);
    String jdbcUrl = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
    Map<String, String> config = new HashMap<>(config());
    config.put("quarkus.datasource.jdbc.url", jdbcUrl);
    config.put("quarkus.datasource.reactive.url", jdbcUrl.substring("jdbc:".length()));
    config.put("quarkus.datasource.username", LocalPostgres.runtime(database));
    config.put("quarkus.datasource.password", LocalPostgres.PASSWORD);
    config.put("quarkus.flyway.jdbc-url", jdbcUrl);
    config.put("quarkus.flyway.username", LocalPostgres.owner(database));
    config.put("quarkus.flyway.password", LocalPostgres.PASSWORD);
    return Map.copyOf(config);
  }

  @Override
  public void close() {
    issuer.close();
    kafka.close();
    postgres.close();
  }
}
