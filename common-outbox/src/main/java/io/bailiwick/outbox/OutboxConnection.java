package io.bailiwick.outbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The relay's own connection to the table {@code outbox}. While the one that leads is open, it
 * holds the advisory lock. No other connection reads or deletes entries.
 */
final class OutboxConnection implements AutoCloseable {
  /** "BWK OBOX" in ASCII: the holder of this advisory lock is the relay of the database. */
  private static final String LEAD = "select pg_try_advisory_lock(4780027823430258520)";

  // INVARIANT: in the order of ids. An id is drawn while the row of its event's thing is locked. So
  // a later version of a key has a higher id, and a query that sees it sees the earlier ones. An
  // entry that commits late is not lost: rows are deleted, and no cursor has moved past it.
  private static final String NEXT =
      "select id, topic, key, headers, payload from outbox order by id limit ?";

  private static final String REMOVE = "delete from outbox where id = any(?)";

  // INVARIANT: every remaining entry was recorded, and so committed, no earlier than the oldest
  // one.
  private static final String REST = "select now(), min(recorded_at), min(id) from outbox";

  private final Connection connection;

  private OutboxConnection(Connection connection) {
    this.connection = connection;
  }

  /** Opens the connection; it does not lead yet. */
  static OutboxConnection open(String url, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "outbox-relay");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return new OutboxConnection(DriverManager.getConnection(url, properties));
  }

  /** Takes the lead; false if another replica leads. */
  boolean lead() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      // A leader whose machine is gone must not hold the lock for hours.
      sql.execute("set tcp_keepalives_idle = 5");
      sql.execute("set tcp_keepalives_interval = 2");
      sql.execute("set tcp_keepalives_count = 3");
      // Keepalive pauses while a sent notification waits for its acknowledgement.
      sql.execute("set tcp_user_timeout = '10s'");
      // The kernel of a process that hangs acknowledges for it. A leader that works asks at least
      // each 0.2 s, and waits for Kafka at most 10 s.
      sql.execute("set idle_session_timeout = '20s'");
      try (ResultSet lock = sql.executeQuery(LEAD)) {
        lock.next();
        if (!lock.getBoolean(1)) {
          return false;
        }
      }
      sql.execute("listen outbox");
      return true;
    }
  }

  /** Returns the oldest entries. */
  List<OutboxEntry.Stored> next(int limit) throws SQLException {
    List<OutboxEntry.Stored> entries = new ArrayList<>();
    try (PreparedStatement sql = connection.prepareStatement(NEXT)) {
      sql.setInt(1, limit);
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          entries.add(
              new OutboxEntry.Stored(
                  row.getLong(1),
                  new OutboxEntry(
                      row.getString(2), row.getString(3), row.getString(4), row.getBytes(5))));
        }
      }
    }
    return entries;
  }

  /** Removes entries that the broker has. */
  void remove(List<OutboxEntry.Stored> entries) throws SQLException {
    Long[] ids = entries.stream().map(OutboxEntry.Stored::id).toArray(Long[]::new);
    try (PreparedStatement sql = connection.prepareStatement(REMOVE)) {
      sql.setArray(1, connection.createArrayOf("bigint", ids));
      sql.executeUpdate();
    }
  }

  /** Returns the age of the remaining entries. */
  Rest rest() throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(REST)) {
      row.next();
      return new Rest(
          row.getObject(1, OffsetDateTime.class).toInstant(),
          Optional.ofNullable(row.getObject(2, OffsetDateTime.class))
              .map(OffsetDateTime::toInstant),
          Optional.ofNullable(row.getObject(3, Long.class)));
    }
  }

  /**
   * Returns when a transaction with an entry has committed, or after a while.
   *
   * @return whether heartbeats are asked for
   */
  boolean awaitEntries(Duration atMost) throws SQLException {
    PGNotification[] received =
        connection.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis());
    return received != null
        && Arrays.stream(received)
            .anyMatch(one -> one.getParameter().equals(OutboxSignal.HEARTBEAT));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /**
   * The entries that wait for publication.
   *
   * @param asOf the time of the query
   * @param oldest the time when the oldest entry was recorded
   * @param first the lowest id of an entry
   */
  record Rest(Instant asOf, Optional<Instant> oldest, Optional<Long> first) {
    /** Returns the time before which every committed entry is published. */
    Instant publishedAsOf() {
      return oldest.orElse(asOf);
    }
  }
}
