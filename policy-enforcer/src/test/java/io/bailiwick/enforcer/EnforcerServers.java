package io.bailiwick.enforcer;

import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.KafkaBroker;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.embedded.TokenIssuer;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.EndedSession;
import io.bailiwick.service.WireRecords;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The real Kafka and token issuer; and the topics that the other services would have made. */
public class EnforcerServers implements QuarkusTestResourceLifecycleManager {
  /** A session that was ended long before the enforcer started. */
  static final String ENDED_BEFORE = "ses_ended-before-the-start";

  private static @Nullable KafkaBroker kafka;
  private static @Nullable TokenIssuer issuer;
  private static @Nullable GatewayKeys gateway;
  private static @Nullable GatewayFeed feed;
  private static @Nullable CallerServers callers;
  private static @Nullable KafkaProducer<String, byte[]> producer;

  static GatewayKeys gateway() {
    return Objects.requireNonNull(gateway);
  }

  static GatewayFeed feed() {
    return Objects.requireNonNull(feed);
  }

  static CallerServers callers() {
    return Objects.requireNonNull(callers);
  }

  public static KafkaBroker kafka() {
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
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new ByteArraySerializer());
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
      tellOfASessionThatHasEnded(Instant.now().minusSeconds(3600));
      Map<String, String> config = new HashMap<>(LocalServers.config(kafka, issuer));
      config.put("bailiwick.enforcer.session-issuer", gateway.url());
      feed = GatewayFeed.start();
      config.put("bailiwick.enforcer.revocations.urls", feed.url());
      config.put("bailiwick.enforcer.revocations.client-id", TokenIssuer.CLIENT);
      config.put("bailiwick.enforcer.revocations.client-secret", issuer.clientSecret());
      config.put("bailiwick.enforcer.session-audiences", "the hub,a client");
      config.put("bailiwick.enforcer.sign-in-url", "https://hub.example/sso");
      config.put("bailiwick.enforcer.url", "https://pdp.example/");
      config.put("bailiwick.enforcer.stale-after", "PT60S");
      config.put("bailiwick.enforcer.edge.routes", "src/test/resources/edge.yaml");
      config.put("bailiwick.enforcer.edge.grpc", "true");
      config.put("bailiwick.enforcer.most-waiting", "20");
      config.put("bailiwick.enforcer.sample-every", "1");
      callers = CallerServers.start();
      config.putAll(callers.config());
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tellOfASessionThatHasEnded(Instant at) {
    EndedSession ended =
        new EndedSession(ENDED_BEFORE, "acme", "mgd_any", at, at.plusSeconds(86_400));
    send(Topics.SESSIONS, EventCodec.encode(new SessionEvent.Ended(ended), "/test"), null, at);
  }

  static void send(String topic, WireEvent wire, @Nullable Integer partition) {
    send(topic, wire, partition, Instant.now());
  }

  private static void send(String topic, WireEvent wire, @Nullable Integer partition, Instant at) {
    try {
      Objects.requireNonNull(producer).send(WireRecords.record(topic, partition, at, wire)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void stop() {
    Objects.requireNonNull(producer).close();
    issuer().close();
    gateway().close();
    feed().close();
    callers().close();
    kafka().close();
  }
}
