package io.bailiwick.outbox;

import io.bailiwick.service.FailureTrace;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the keys of each topic of the service for the heartbeats. A consumer of a topic that has
 * lost its records must not take it for a new one.
 *
 * <p>The count takes seconds for a large table, so it runs at intervals on a thread and connection
 * of its own. A count is promised once everything that was in the outbox at that time is published.
 */
final class KeyCounts implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KeyCounts.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  // INVARIANT: one statement, one snapshot: the events of all counted keys are published, or in the
  // outbox up to that id.
  private static final String COUNT =
      "select topic, keys, coalesce((select max(id) from outbox), 0) from topic_keys()";

  private final Thread thread;
  private volatile @Nullable Counted counted;
  private Map<String, Long> promised = Map.of();

  KeyCounts(String url, String user, String password, Duration interval) {
    thread =
        Thread.ofPlatform()
            .name("outbox-key-counts")
            .daemon()
            .start(() -> run(url, user, password, interval));
  }

  private void run(String url, String user, String password, Duration interval) {
    while (!Thread.currentThread().isInterrupted()) {
      Duration pause = interval;
      try {
        counted = count(url, user, password);
      } catch (SQLException e) {
        LOG.debugf("Keys are not counted: %s", FailureTrace.of(e));
        pause = AFTER_FAILURE;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static Counted count(String url, String user, String password) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(COUNT)) {
      Map<String, Long> keys = new HashMap<>();
      long last = 0;
      while (row.next()) {
        keys.put(row.getString(1), row.getLong(2));
        last = row.getLong(3);
      }
      return new Counted(Map.copyOf(keys), last);
    }
  }

  /**
   * Returns the counts that can be promised now, by topic.
   *
   * @param first the lowest id in the outbox
   */
  Map<String, Long> promised(Optional<Long> first) {
    Counted latest = counted;
    if (latest != null && first.filter(id -> id <= latest.lastId).isEmpty()) {
      promised = latest.keys;
    }
    return promised;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private record Counted(Map<String, Long> keys, long lastId) {}
}
