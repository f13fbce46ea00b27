package io.bailiwick.enforcer;

import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.KafkaBroker;
import io.bailiwick.embedded.TokenIssuer;
import io.bailiwick.event.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** The real Kafka and token issuer; and the topics that the other services would have made. */
public class EnforcerServers implements QuarkusTestResourceLifecycleManager {
  private static @Nullable KafkaBroker kafka;
  private static @Nullable TokenIssuer issuer;
  private static @Nullable GatewayKeys gateway;

  static GatewayKeys gateway() {
    return Objects.requireNonNull(gateway);
  }

  static KafkaBroker kafka() {
    return Objects.requireNonNull(kafka);
  }

  static TokenIssuer issuer() {
    return Objects.requireNonNull(issuer);
  }

  @Override
  public Map<String, String> start() {
    try {
      Path dir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kafka");
      List<Integer> ports = FreePorts.take(2);
      kafka = KafkaBroker.start(dir, ports.get(0), ports.get(1), dir.resolve("out.log"));
      issuer = TokenIssuer.start(0);
      gateway = GatewayKeys.start();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(Topics.IDENTITIES, 2, (short) 1),
                    new NewTopic(Topics.ACCOUNTS, 2, (short) 1),
                    new NewTopic(Topics.ORGANIZATIONS, 2, (short) 1),
                    new NewTopic(Topics.SESSIONS, 2, (short) 1)))
            .all()
            .get();
      }
      return Map.of(
          "kafka.bootstrap.servers",
          kafka.bootstrapServers(),
          "bailiwick.kafka.open-broker",
          "true",
          "quarkus.oidc.auth-server-url",
          issuer.url(),
          "quarkus.oidc.token.audience",
          TokenIssuer.AUDIENCE,
          "bailiwick.enforcer.session-issuer",
          gateway.url(),
          "bailiwick.enforcer.session-audiences",
          "the hub,a client",
          "bailiwick.enforcer.sign-in-url",
          "https://hub.example/sso",
          "bailiwick.enforcer.stale-after",
          "PT60S");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    issuer().close();
    gateway().close();
    kafka().close();
  }
}
