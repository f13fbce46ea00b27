package io.bailiwick.gateway;

import io.bailiwick.embedded.LocalServers;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Account;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The real PostgreSQL, Kafka and token issuer that the gateway's tests run against. Every test gets
 * them by this annotation. On {@link GatewayTest} it would count twice, and start two of each.
 */
@WithTestResource(value = GatewayServers.class, scope = TestResourceScope.GLOBAL)
public class GatewayServers implements QuarkusTestResourceLifecycleManager {
  static final String KEY = "an encryption key for tests - 32 characters";
  static final String FORMER_KEY = "a former encryption key - 32 characters";
  static final int IDENTITIES = 25_000;
  static final int DELETED_IDENTITIES = 2_000;
  static final int GROUPS = 10_500;

  private static @Nullable LocalServers running;
  private static @Nullable KafkaProducer<String, byte[]> worker;

  static LocalServers running() {
    return Objects.requireNonNull(running);
  }

  @Override
  public Map<String, String> start() {
    running = LocalServers.forTests();
    RestAssured.filters(new JdkTransport());
    makeTheWorkersTopic(running.kafka().bootstrapServers());
    Map<String, String> config = new HashMap<>(running.config("gateway"));
    config.put("bailiwick.gateway.url", "https://scim.bailiwick.example");
    config.put("bailiwick.gateway.token-pepper", "a pepper for tests, 32 characters");
    config.put("bailiwick.gateway.encryption-key", KEY);
    config.put("bailiwick.gateway.former-encryption-keys", FORMER_KEY);
    config.put("bailiwick.gateway.private-identity-providers", "true");
    config.put("bailiwick.gateway.identities-per-organization", "" + IDENTITIES);
    config.put("bailiwick.gateway.deleted-identities-per-organization", "" + DELETED_IDENTITIES);
    config.put("bailiwick.gateway.groups-per-organization", "" + GROUPS);
    config.putAll(running.calling(ScriptedEnforcer.start().url()));
    config.put("bailiwick.gateway.revocation-followers", "3");
    // Once at the start: a count of all rows is no part of what tests measure.
    config.put("bailiwick.outbox.key-count-interval", "PT1H");
    return config;
  }

  /** A connection to the database as the gateway has it. */
  static Connection runtime() throws SQLException {
    return connection("gateway_runtime");
  }

  /** A connection to the database as its owner has it. */
  static Connection owner() throws SQLException {
    return connection("gateway_owner");
  }

  /** Holds a user from here on, until this connection's transaction ends. */
  static void hold(Connection connection, Tenant tenant, String user) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '%s', true)".formatted(tenant.id()));
      sql.execute("select 1 from identity where id = '%s' for update".formatted(user));
    }
  }

  /** The process of the database that waits for what this connection's transaction has locked. */
  static OptionalInt waitingFor(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet waiting =
            sql.executeQuery(
                "select pid from pg_stat_activity"
                    + " where pg_backend_pid() = any (pg_blocking_pids(pid))")) {
      return waiting.next() ? OptionalInt.of(waiting.getInt(1)) : OptionalInt.empty();
    }
  }

  /** How many of the gateway's transactions wait for a lock. */
  static int waitingForLocks() throws SQLException {
    try (Connection connection = runtime();
        Statement sql = connection.createStatement();
        ResultSet waiting =
            sql.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) {
      waiting.next();
      return waiting.getInt(1);
    }
  }

  private static Connection connection(String role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/gateway".formatted(running().postgres().port()),
        role,
        "local");
  }

  private static void makeTheWorkersTopic(String broker) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      admin.createTopics(List.of(new NewTopic(Topics.ACCOUNTS, 2, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized KafkaProducer<String, byte[]> worker() {
    if (worker == null) {
      worker =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", running().kafka().bootstrapServers()),
              new StringSerializer(),
              new ByteArraySerializer());
    }
    return worker;
  }

  /** What the provisioning worker would tell of an account. */
  static void tellOf(Account account) {
    WireEvent wire = EventCodec.encode(new AccountEvent.Created(account), "/provisioning-worker");
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.ACCOUNTS, wire.key(), wire.data());
    wire.headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try {
      worker().send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
    ScriptedEnforcer.running().close();
    running().close();
  }
}
