package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.TokenIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A service that cannot work ends, and says in one line why. */
@Order(1)
class RefusedStartIT {
  private static final TokenIssuer ISSUER = TokenIssuer.start(0);

  /** The next classes need Keycloak; it is prepared beside the waits of this one. */
  @BeforeAll
  static void prepareKeycloak() {
    SharedSystem.prepareKeycloak();
  }

  @AfterAll
  static void stopIssuer() {
    ISSUER.close();
  }

  private static Map<String, String> gateway() {
    int nobody = FreePorts.take(1).getFirst();
    Map<String, String> config = new HashMap<>();
    config.put("QUARKUS_HTTP_PORT", "0");
    config.put("QUARKUS_MANAGEMENT_PORT", "0");
    config.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
    config.put("BAILIWICK_GATEWAY_URL", "http://127.0.0.1:1");
    config.put("BAILIWICK_GATEWAY_TOKEN_PEPPER", "a pepper for tests, 32 characters");
    config.put("BAILIWICK_GATEWAY_ENCRYPTION_KEY", "a key for tests, of 32 characters");
    config.put("BAILIWICK_KAFKA_PATIENCE", "PT2S");
    config.put("BAILIWICK_OUTBOX_DATABASE_PATIENCE", "PT2S");
    config.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + nobody);
    config.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + nobody + "/g");
    config.put("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://127.0.0.1:" + nobody + "/g");
    config.put("QUARKUS_DATASOURCE_USERNAME", "g");
    config.put("QUARKUS_DATASOURCE_PASSWORD", "g");
    config.put("QUARKUS_OIDC_AUTH_SERVER_URL", ISSUER.url());
    config.put("QUARKUS_OIDC_TOKEN_AUDIENCE", "bailiwick");
    return config;
  }

  private static String start(String service, Map<String, String> config)
      throws IOException, InterruptedException {
    Path jar = Path.of("../..", service, "target/quarkus-app/quarkus-run.jar");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString())
            .redirectErrorStream(true);
    builder.environment().putAll(config);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    return output;
  }

  @Test
  void withoutPostgresOrKafka() throws Exception {
    String output = start("scim-gateway", gateway());
    assertThat(output)
        .containsAnyOf("Waiting for PostgreSQL", "Waiting: Kafka does not answer")
        .containsAnyOf("gave up after PT2S", "Gave up after PT2S");
  }

  @Test
  void withoutKafkaTheEnforcerGivesUpToo() throws Exception {
    Map<String, String> config = gateway();
    config.keySet().removeIf(key -> key.startsWith("QUARKUS_DATASOURCE"));
    assertThat(start("policy-enforcer", config))
        .contains("Waiting: Kafka does not answer")
        .contains("Gave up after PT2S")
        .contains("kafka.bootstrap.servers");
  }

  @Test
  void withoutAnAudience() throws Exception {
    Map<String, String> config = gateway();
    config.remove("QUARKUS_OIDC_TOKEN_AUDIENCE");
    assertThat(start("policy-enforcer", config)).contains("quarkus.oidc.token.audience");
  }

  @Test
  void withoutAnIssuer() throws Exception {
    Map<String, String> config = gateway();
    config.remove("QUARKUS_OIDC_AUTH_SERVER_URL");
    assertThat(start("policy-enforcer", config)).contains("quarkus.oidc.auth-server-url");
  }

  @Test
  void withoutAPepper() throws Exception {
    Map<String, String> config = gateway();
    config.remove("BAILIWICK_GATEWAY_TOKEN_PEPPER");
    assertThat(start("scim-gateway", config)).contains("bailiwick.gateway.token-pepper");
  }

  @Test
  void withoutAnEncryptionKey() throws Exception {
    Map<String, String> config = gateway();
    config.remove("BAILIWICK_GATEWAY_ENCRYPTION_KEY");
    assertThat(start("scim-gateway", config)).contains("bailiwick.gateway.encryption-key");
  }
}
