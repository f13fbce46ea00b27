package io.bailiwick.outbox;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Tells the conditions of a database from the faults of one statement's data, by the table of error
 * codes in appendix A of PostgreSQL's manual.
 *
 * <p>A condition holds for every statement until it is over or an operator acts. A state that is
 * not listed here is permanent for its data, so that one record cannot stop all later ones.
 */
final class SqlStates {
  /** The beginnings of the states: classes of two characters, and single states of five. */
  private static final List<String> CONDITIONS =
      List.of(
          "08", // connection exceptions
          "25006", // read-only server
          "25P03", // the server closed an idle connection
          "25P04", // the transaction took too long
          "26", // the connection has lost a prepared statement
          "28", // wrong password or unknown role
          "3D", // no such database
          "3F", // no such schema
          "40", // deadlocks and other rollbacks
          "42501", // missing privilege
          "42703", // missing column
          "42883", // missing function
          "42P01", // missing table
          "53", // disk, memory or connections are used up
          "55006", // object in use
          "55P03", // lock not available
          "57", // an operator or a timeout intervened
          "58", // failures of the system around the server
          "F0", // the server's configuration
          "XX001", // damaged data
          "XX002"); // damaged index

  /** The part of PostgreSQL that refuses a prepared statement after its table has changed. */
  private static final String STALE_PLAN = "RevalidateCachedQuery";

  private SqlStates() {}

  /** Returns the SQLSTATE of an exception that has one. */
  static Optional<String> of(Throwable e) {
    return switch (e) {
      case PgException pg -> Optional.ofNullable(pg.getSqlState());
      case SQLException sql -> Optional.ofNullable(sql.getSQLState());
      default -> Optional.empty();
    };
  }

  /** Returns whether the exception's state is a condition of the database. */
  static boolean isCondition(Throwable e) {
    return isStalePlan(e)
        || (!isOtherTenants(e)
            && of(e).stream().anyMatch(state -> CONDITIONS.stream().anyMatch(state::startsWith)));
  }

  /** Returns whether the row belongs to another organization: a permanent fault of the data. */
  private static boolean isOtherTenants(Throwable e) {
    return String.valueOf(e.getMessage()).contains("row-level security");
  }

  /** Returns whether an upgrade has changed a table that the running version still reads. */
  private static boolean isStalePlan(Throwable e) {
    return e instanceof PgException pg && STALE_PLAN.equals(pg.getRoutine());
  }
}
