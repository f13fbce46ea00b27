package io.bailiwick.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.embedded.LocalPostgres;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The promises of the relay, with replicas that are killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxRelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TopicState NO_STATE = topic -> Uni.createFrom().voidItem();

  private OutboxSystem system;

  @BeforeAll
  void start() throws SQLException {
    system = new OutboxSystem();
  }

  @AfterEach
  void stopRelays() throws SQLException {
    system.stopRelays();
    system.clear();
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** Not only the first one, so that an operator can mend all at once. */
  @Test
  void aStartNamesEveryTopicThatCannotBeCreated() {
    assertThatThrownBy(() -> system.tryToCreateTopics("possible", "not possible", "nor this"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "topics cannot be created: {nor this=InvalidTopicException, not"
                + " possible=InvalidTopicException}");
  }

  /**
   * Records are repeated after a kill, but the first ones of each version and the last are right.
   */
  @Test
  void theVersionsOfAKeyComeInOrderThoughLeadersAreKilled() throws Exception {
    system.startRelay(NO_STATE, "ordered");
    system.startRelay(NO_STATE, "ordered");
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService writers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> writing = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        writing.add(writers.submit(() -> writeUntil(stop)));
      }
      for (int kill = 0; kill < 3; kill++) {
        int before = versions("ordered", "a").size();
        Awaitility.await().atMost(PATIENCE).until(() -> versions("ordered", "a").size() > before);
        system.killLeader();
      }
      stop.set(true);
      for (Future<?> one : writing) {
        one.get();
      }
    }
    Awaitility.await().atMost(PATIENCE).until(system::isPublished);
    for (String key : List.of("a", "b")) {
      long newest =
          system.number(
              "select version from state where topic = 'ordered' and key = '%s'".formatted(key));
      List<Long> versions = versions("ordered", key);
      assertThat(versions.stream().distinct())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, newest).boxed().toList());
      assertThat(versions).last().isEqualTo(newest);
    }
  }

  private Void writeUntil(AtomicBoolean stop) throws SQLException {
    while (!stop.get()) {
      system.write("ordered", "a");
      system.write("ordered", "b");
    }
    return null;
  }

  /** The versions of a key on a topic, as they stand there. */
  private List<Long> versions(String topic, String key) {
    return system.records(topic).stream()
        .filter(record -> record.key().equals(key))
        .map(record -> Long.valueOf(new String(record.value(), StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void aNewLeaderPublishesAgainWhatAKilledOneDidNotRemove() throws Exception {
    system.createTopics("repeated");
    system.write("repeated", "a");
    system.write("repeated", "a");
    try (OutboxConnection killed = system.lead();
        OutboxProducer producer = system.producer()) {
      producer.publish(killed.next(10));
      system.killLeader();
    }
    assertThat(versions("repeated", "a")).containsExactly(1L, 2L);
    system.startRelay(NO_STATE, "repeated");
    Awaitility.await().atMost(PATIENCE).until(system::isPublished);
    assertThat(versions("repeated", "a")).containsExactly(1L, 2L, 1L, 2L);
  }

  /** A consumer that has read as many keys as a heartbeat says must have read all. */
  @Test
  void keysAreCountedForHeartbeatsOnceTheirEventsArePublished() throws Exception {
    system.write("counted", "a");
    try (Connection publisher = system.connect();
        Statement sql = publisher.createStatement();
        KeyCounts counts =
            new KeyCounts(
                system.url(), OutboxSystem.user(), LocalPostgres.PASSWORD, Duration.ofMillis(20))) {
      sql.execute("delete from outbox");
      awaitCounts();
      assertThat(counts.promised(Optional.empty())).containsEntry("counted", 1L);

      system.write("counted", "b");
      awaitCounts();
      long waiting = system.number("select id from outbox");
      assertThat(counts.promised(Optional.of(waiting))).containsEntry("counted", 1L);

      sql.execute("delete from outbox");
      assertThat(counts.promised(Optional.empty())).containsEntry("counted", 2L);
    }
  }

  /** Waits until keys have been counted after now, and the count is known. */
  private void awaitCounts() throws SQLException {
    long before = system.number("select last_value from counts");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> system.number("select last_value from counts") > before + 2);
  }

  /** An enforcer would take the heartbeats of an empty topic for the whole truth. */
  @Test
  void aLostTopicHasNoHeartbeatsUntilItsStateIsInTheOutbox() throws Exception {
    system.createTopics("kept", "lost");
    system.write("kept", "a");
    try (OutboxConnection leader = system.lead();
        OutboxProducer producer = system.producer()) {
      List<OutboxEntry.Stored> entries = leader.next(10);
      producer.publish(entries);
      leader.remove(entries);
    }
    CompletableFuture<Void> reached = new CompletableFuture<>();
    CompletableFuture<Void> released = new CompletableFuture<>();
    system.startRelay(
        topic -> {
          reached.complete(null);
          return Uni.createFrom().completionStage(released).chain(() -> publishState(topic));
        },
        "kept",
        "lost");
    Awaitility.await().atMost(PATIENCE).until(reached::isDone);
    Awaitility.await().atMost(PATIENCE).until(() -> heartbeats("kept") > 2);
    assertThat(system.records("lost")).isEmpty();
    assertThat(system.number("select count(*) from republication where topic = 'lost'")).isOne();

    released.complete(null);
    Awaitility.await().atMost(PATIENCE).until(() -> heartbeats("lost") > 0);
    Awaitility.await().atMost(PATIENCE).until(() -> versions("lost", "state").equals(List.of(7L)));
    assertThat(versions("kept", "state")).isEmpty();
    assertThat(system.number("select count(*) from republication")).isZero();
  }

  /** A leader that lost its connection leads again after another replica has done the work. */
  @Test
  void whatAnotherReplicaPublishedAgainHasHeartbeats() throws Exception {
    system.createTopics("taken");
    system.write("taken", "a");
    try (OutboxConnection leader = system.lead();
        OutboxProducer producer = system.producer()) {
      producer.heartbeats(List.of(), Instant.now(), Map.of());
      leader.remove(leader.next(10));
    }
    system.startRelay(
        topic ->
            system
                .pool()
                .query("delete from republication")
                .execute()
                .chain(() -> publishState(topic))
                .onItem()
                .failWith(() -> new IllegalStateException("another replica was faster")),
        "taken");
    Awaitility.await().atMost(PATIENCE).until(() -> heartbeats("taken") > 0);
  }

  private Uni<Void> publishState(String topic) {
    return system
        .pool()
        .preparedQuery(
            "insert into outbox (topic, key, headers, payload) values ($1, 'state', '{}', '7')")
        .execute(Tuple.of(topic))
        .replaceWithVoid();
  }

  /** A request that waits for enforcers does not wait for an interval. */
  @Test
  void heartbeatsComeWhenTheyAreAskedFor() throws Exception {
    system.startRelay("PT1H", NO_STATE, "asked");
    system.write("asked", "a");
    Awaitility.await().atMost(PATIENCE).until(() -> versions("asked", "a").size() == 1);
    OutboxSignal signal = new OutboxSignal(system.pool());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              signal.heartbeat();
              return heartbeats("asked") > 0;
            });
  }

  private long heartbeats(String topic) {
    return system.records(topic).stream()
        .filter(record -> record.key().startsWith("heartbeat-"))
        .count();
  }
}
