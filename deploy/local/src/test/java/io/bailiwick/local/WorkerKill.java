package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.operator;
import static io.bailiwick.local.RunningSystem.platform;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.event.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/**
 * A worker that is held inside the transaction of an event, and killed there. A lock of this
 * connection holds it; when the lock ends, PostgreSQL rolls the dead worker's transaction back.
 */
final class WorkerKill implements AutoCloseable {
  private static final String WORKER = "provisioning-worker";
  private static final List<String> GROUPS = List.of(WORKER, WORKER + "-overtaking");

  private final String organization = "killed" + Long.toString(System.nanoTime(), 36);
  private final Connection worker;
  private final Caller scim;
  private final String known;

  /** Creates an organization with one person, whose account the worker has created. */
  WorkerKill() throws Exception {
    String path = "/organizations/" + organization;
    operator().post("/organizations", Map.of("id", organization)).expect(201);
    JsonNode token = operator().post(path + "/scim-tokens", Map.of()).expect(201).body();
    scim =
        Caller.scim(state().gateway() + "/scim/v2/" + organization, token.get("token").textValue());
    known = create("known");
    Awaitility.await().atMost(PATIENCE).until(() -> platform().mayRead(known, organization));
    int port = Objects.requireNonNull(state().processes().get("postgres")).port();
    worker =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/worker",
            LocalPostgres.owner("worker"),
            LocalPostgres.PASSWORD);
    worker.setAutoCommit(false);
  }

  private String create(String userName) throws Exception {
    return scim.post("/Users", Map.of("userName", userName))
        .expect(201)
        .body()
        .get("id")
        .textValue();
  }

  /** Holds the worker at the first statement about an event, the settings of its organization. */
  void holdAtFirstStatement() throws SQLException {
    try (PreparedStatement lock =
        worker.prepareStatement("select version from organization where id = ? for update")) {
      lock.setString(1, organization);
      lock.executeQuery();
    }
  }

  /** Holds the worker at the last statement before the commit, the event of the account. */
  void holdAtLastStatement() throws SQLException {
    try (PreparedStatement lock = worker.prepareStatement("lock table outbox in share mode")) {
      lock.execute();
    }
  }

  /** Ends the lock. */
  void letGo() throws SQLException {
    worker.rollback();
  }

  /** Creates a person, and waits until the worker is held with the event. */
  String createHeld() throws Exception {
    String id = create("first");
    Awaitility.await().atMost(PATIENCE).until(() -> !held("").isEmpty());
    assertThat(ledger(id)).isEmpty();
    assertThat(isOffsetCommitted(id)).as("the offset of the held event is committed").isFalse();
    return id;
  }

  /** Returns whether the worker would go on after the last event of a person. */
  private static boolean isOffsetCommitted(String id) throws Exception {
    KafkaTopics.Place last =
        KafkaTopics.records(SharedSystem.data(), Topics.IDENTITIES, id).getLast();
    return KafkaTopics.committed(SharedSystem.data(), WORKER, last.partition()) > last.offset();
  }

  /** Asserts that the held transaction has written the ledger. */
  void assertLedgerWritten() {
    Awaitility.await().atMost(PATIENCE).until(() -> !held("account_ledger").isEmpty());
  }

  /** Returns the sessions that wait for this one, with a lock on a table if one is named. */
  private List<Long> held(String table) throws SQLException {
    return numbers(
        """
        select distinct pid::bigint from pg_locks
         where pg_backend_pid() = any (pg_blocking_pids(pid)) and granted
           and (? = '' or (relation = to_regclass(?) and mode = 'RowExclusiveLock'))\
        """,
        table,
        table);
  }

  /** Kills the worker; the launcher starts it again. */
  void killWorker() {
    RunningSystem.kill(WORKER);
  }

  /** Returns the identity versions of a person in the ledger. */
  List<Long> ledger(String id) throws SQLException {
    return numbers("select identity_version from account_ledger where id = ? order by version", id);
  }

  private List<Long> numbers(String query, String... values) throws SQLException {
    try (PreparedStatement statement = worker.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      List<Long> numbers = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getLong(1));
        }
      }
      return numbers;
    }
  }

  /**
   * Changes a person and creates another one while the worker is away, and asserts that each
   * version of each of the three takes effect, and once: in the account, the ledger and the topic.
   */
  void assertEachOnce(String first) throws Exception {
    scim.patch(
            "/Users/" + known,
            Map.of(
                "Operations",
                List.of(
                    Map.of(
                        "op",
                        "replace",
                        "path",
                        "roles",
                        "value",
                        List.of(Map.of("value", "write"))))))
        .expect(200);
    Map<String, Long> versions = new LinkedHashMap<>();
    versions.put(first, 1L);
    versions.put(known, 2L);
    versions.put(create("later"), 1L);
    // Otherwise Kafka keeps the partitions for the dead worker until its session expires.
    KafkaTopics.forgetMembers(SharedSystem.data(), GROUPS);
    for (Map.Entry<String, Long> one : versions.entrySet()) {
      // From then on nothing is delivered again.
      Awaitility.await().atMost(PATIENCE).until(() -> isOffsetCommitted(one.getKey()));
      List<Long> each = one.getValue() == 1 ? List.of(1L) : List.of(1L, 2L);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ledger(one.getKey())).isEqualTo(each));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(published(one.getKey())).isEqualTo(each));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> platform().mayRead(one.getKey(), organization));
    }
    Map<String, JsonNode> accounts = platform().accounts(organization);
    assertThat(accounts.keySet()).isEqualTo(versions.keySet());
    accounts.forEach(
        (id, account) -> {
          assertThat(account.path("version").asLong()).isEqualTo(versions.get(id));
          assertThat(account.path("identityVersion").asLong()).isEqualTo(versions.get(id));
          assertThat(account.path("status").asText()).isEqualTo("ACTIVE");
          assertThat(account.path("role").asText()).isEqualTo(id.equals(known) ? "write" : "read");
        });
    assertThat(DemoPlatform.handles(accounts)).hasSameSizeAs(accounts.keySet());
  }

  /** Returns the versions of an account on the topic, in their order. */
  private static List<Long> published(String id) throws Exception {
    return KafkaTopics.records(SharedSystem.data(), Topics.ACCOUNTS, id).stream()
        .map(KafkaTopics.Place::version)
        .toList();
  }

  @Override
  public void close() throws SQLException {
    worker.close();
  }
}
