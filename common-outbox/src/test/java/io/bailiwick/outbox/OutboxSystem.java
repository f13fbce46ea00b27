package io.bailiwick.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.service.TestTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;

/**
 * A database with the tables of the outbox, a broker, and relays that share both as the replicas of
 * a service do; without Quarkus. The table {@code state} stands for the rows of a service.
 */
final class OutboxSystem implements AutoCloseable {
  private static final String SERVICE = "service";
  private static final String DATABASE = "service";

  private static final String STATE =
      """
      create table state (topic text, key text, version bigint, primary key (topic, key));
      create sequence counts;
      create function topic_keys() returns table (topic text, keys bigint) language sql as $$
        select nextval('counts');
        select topic, count(*) from state group by topic
      $$;
      grant all on state, counts to service_runtime;
      """;

  // As a service does it: the row is locked before the event has its id.
  private static final String WRITE =
      """
      with written as (
        insert into state (topic, key, version) values (?, ?, 1)
        on conflict (topic, key) do update set version = state.version + 1
        returning *)
      insert into outbox (topic, key, headers, payload)
      select topic, key, '{}', convert_to(version::text, 'UTF8') from written
      """;

  private final LocalServers servers = LocalServers.forTests();
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private final List<OutboxRelay> relays = new ArrayList<>();

  OutboxSystem() throws SQLException {
    servers.postgres().ensureDatabase(DATABASE);
    Flyway.configure()
        .dataSource(url(), LocalPostgres.owner(DATABASE), LocalPostgres.PASSWORD)
        .locations("db/outbox")
        .placeholders(Map.of("runtime", user()))
        .load()
        .migrate();
    try (Connection owner =
            DriverManager.getConnection(
                url(), LocalPostgres.owner(DATABASE), LocalPostgres.PASSWORD);
        Statement sql = owner.createStatement()) {
      sql.execute(STATE);
    }
    pool =
        Pool.newInstance(
            PgBuilder.pool()
                .connectingTo(
                    "postgresql://%s:%s@127.0.0.1:%d/%s"
                        .formatted(
                            user(), LocalPostgres.PASSWORD, servers.postgres().port(), DATABASE))
                .using(vertx)
                .build());
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(servers.postgres().port(), DATABASE);
  }

  static String user() {
    return LocalPostgres.runtime(DATABASE);
  }

  Pool pool() {
    return pool;
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", servers.kafka().bootstrapServers());
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), LocalPostgres.PASSWORD);
  }

  /** Starts a replica of a service that owns topics; they are created if they are missing. */
  void startRelay(TopicState state, String... topics) throws InterruptedException {
    startRelay("PT0.1S", state, topics);
  }

  private static OutboxSettings settings(String heartbeatInterval) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(OutboxSettings.class)
            .withDefaultValue("bailiwick.outbox.batch-size", "7")
            .withDefaultValue("bailiwick.outbox.heartbeat-interval", heartbeatInterval)
            .build();
    return config.getConfigMapping(OutboxSettings.class);
  }

  /** Starts a replica whose heartbeats have an interval of their own. */
  void startRelay(String heartbeatInterval, TopicState state, String... topics)
      throws InterruptedException {
    var topology = TestTopology.create(kafka(), topics);
    OutboxRelay relay =
        new OutboxRelay(
            settings(heartbeatInterval),
            topology,
            new Republication(topology, state, pool) {
              @Override
              void publish(String topic) {
                state.publishAgain(topic).await().indefinitely();
              }
            },
            new SimpleMeterRegistry(),
            kafka(),
            SERVICE,
            url(),
            user(),
            LocalPostgres.PASSWORD);
    relay.onStart(new StartupEvent());
    relays.add(relay);
  }

  /** Stops the relays, and waits until none of them leads. */
  void stopRelays() {
    relays.forEach(relay -> relay.onStop(new ShutdownEvent()));
    Awaitility.await().until(() -> relays.stream().noneMatch(OutboxRelay::isAlive));
    relays.clear();
  }

  /** Begins to lead, as a relay does that publishes and is killed before it removes. */
  OutboxConnection lead() throws SQLException {
    OutboxConnection outbox = OutboxConnection.open(url(), user(), LocalPostgres.PASSWORD);
    if (!outbox.lead()) {
      outbox.close();
      throw new IllegalStateException("another one leads");
    }
    return outbox;
  }

  OutboxProducer producer() {
    return new OutboxProducer(kafka(), SERVICE);
  }

  void createTopics(String... topics) throws InterruptedException {
    TestTopology.create(kafka(), topics);
  }

  /** Creates topics on a broker that refuses some of them. */
  void tryToCreateTopics(String... topics) throws InterruptedException {
    TestTopology.create(kafka(), Duration.ZERO, topics);
  }

  /** Ends the connections of all relays, as the death of their machines does. */
  void killLeader() throws SQLException {
    long killed =
        number(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where application_name = 'outbox-relay'");
    assertThat(killed).as("connections of relays").isPositive();
  }

  /** Writes the next version of a key, with its event. */
  void write(String topic, String key) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement sql = connection.prepareStatement(WRITE)) {
      sql.setString(1, topic);
      sql.setString(2, key);
      sql.executeUpdate();
    }
  }

  /** Returns the number that a query answers. */
  long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Removes what a test has left, so that its failure is no other's. */
  void clear() throws SQLException {
    number("with gone as (delete from outbox returning 1) select count(*) from gone");
    number("with gone as (delete from republication returning 1) select count(*) from gone");
  }

  boolean isPublished() throws SQLException {
    return number("select count(*) from outbox") == 0;
  }

  /** Returns the committed records of a topic, from the first to the last. */
  List<ConsumerRecord<String, byte[]>> records(String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            servers.kafka().bootstrapServers(),
            "isolation.level",
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  @Override
  public void close() {
    stopRelays();
    pool.closeAndAwait();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    servers.close();
  }
}
