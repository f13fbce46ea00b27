package io.bailiwick.gateway.revocations;

import io.bailiwick.event.Topics;
import io.bailiwick.json.BadJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * The feed's own connection to the table {@code outbox}, which it only reads. It is not of the
 * pool: requests that fill the pool do not delay a revocation.
 */
final class FeedConnection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FeedConnection.class);
  static final int PAGE = 200;

  // INVARIANT: the rows that one snapshot sees and an earlier one did not. Ids have gaps that a
  // transaction fills when it commits late, so a cursor of ids would skip a row. A snapshot never
  // does, and a long transaction delays no row but its own.
  //
  // INVARIANT: a row that is gone is on Kafka: only the relay deletes rows, after the broker's
  // acknowledgement. So whatever the feed misses, the topics have.
  private static final String NEW =
      """
      select id, headers, payload from outbox
       where topic in ('%1$s', '%2$s', '%3$s')
         and txid >= pg_snapshot_xmin(cast(? as pg_snapshot))
         and not pg_visible_in_snapshot(txid, cast(? as pg_snapshot))
         and pg_visible_in_snapshot(txid, cast(? as pg_snapshot))
         and id > ?
         and case topic
               when '%1$s' then
                 convert_from(payload, 'UTF8')::jsonb ->> 'status' <> 'ACTIVE'
                 or convert_from(payload, 'UTF8')::jsonb ->> 'sessionsNotBefore' is not null
               when '%2$s' then
                 convert_from(payload, 'UTF8')::jsonb ->> 'lockedDownAt' is not null
                 or convert_from(payload, 'UTF8')::jsonb #>> '{sessions,notBefore}' is not null
               else true
             end
       order by id limit %4$d"""
          .formatted(Topics.IDENTITIES, Topics.ORGANIZATIONS, Topics.SESSIONS, PAGE);

  private final Connection connection;

  private FeedConnection(Connection connection) {
    this.connection = connection;
  }

  static FeedConnection open(String url, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "revocation-feed");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("socketTimeout", "10");
    Connection connection = DriverManager.getConnection(url, properties);
    try (Statement sql = connection.createStatement()) {
      sql.execute("listen outbox");
      // A plan for all values would read the whole table while many events wait.
      sql.execute("set plan_cache_mode = force_custom_plan");
      return new FeedConnection(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns what is visible now. */
  String snapshot() throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("select cast(pg_current_snapshot() as text)")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Returns the next rows of a position, up to a snapshot. */
  Page page(Position position, String target) throws SQLException {
    List<String> events = new ArrayList<>();
    long last = position.after();
    int rows = 0;
    try (PreparedStatement sql = connection.prepareStatement(NEW)) {
      sql.setString(1, position.from());
      sql.setString(2, position.from());
      sql.setString(3, target);
      sql.setLong(4, position.after());
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          last = row.getLong(1);
          rows++;
          try {
            events.add(
                Message.structured(
                    row.getString(2).getBytes(StandardCharsets.UTF_8), row.getBytes(3)));
          } catch (BadJson e) {
            LOG.errorf("The event %d cannot be sent to enforcers; Kafka has it", last);
          }
        }
      }
    }
    return new Page(events, last, rows == PAGE);
  }

  /** Returns when a transaction with an event has committed, or after a while. */
  void await(Duration atMost) throws SQLException {
    var _ = connection.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /**
   * Some rows in the order of their ids.
   *
   * @param last the id of the last one
   * @param isFull whether there may be more
   */
  record Page(List<String> events, long last, boolean isFull) {}
}
