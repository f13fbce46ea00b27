package io.bailiwick.outbox;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Migrates the database to this version's tables, or waits until somebody else has. A start logs
 * what it waits for, and gives up in one line after {@link OutboxSettings#databasePatience}.
 */
@ApplicationScoped
class DatabaseStart {
  private static final Logger LOG = Logger.getLogger(DatabaseStart.class);
  private static final int PAUSE_MILLIS = 500;

  // INVARIANT: runs before the messaging channels open (they start at LIBRARY_BEFORE).
  void onStart(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
      Flyway flyway,
      OutboxSettings settings)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(settings.databasePatience());
    String lastSaid = "";
    while (true) {
      String missing = settings.migrateAtStart() ? migrate(flyway) : pending(flyway);
      if (missing.isEmpty()) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        throw refusal("gave up after %s: %s".formatted(settings.databasePatience(), missing));
      }
      if (!missing.equals(lastSaid)) {
        LOG.infof("Waiting for PostgreSQL: %s", missing);
        lastSaid = missing;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /**
   * Returns the reason why the server cannot be reached; empty if the tables are this version's.
   */
  private static String migrate(Flyway flyway) {
    try {
      flyway.migrate();
      return "";
    } catch (FlywayException e) {
      return whyNoConnection(e).orElseThrow(() -> refusal(e.getMessage()));
    }
  }

  /**
   * Returns what is missing of this version's tables; empty if nothing is. The role of a service
   * may not change tables, and cannot read the list of migrations before the first of them has
   * ended.
   */
  static String pending(Flyway flyway) {
    try {
      int pending = flyway.info().pending().length;
      return pending == 0 ? "" : "%d migrations have not run yet".formatted(pending);
    } catch (FlywayException e) {
      if (isNotAllowed(e)) {
        return "the migrations have not ended yet";
      }
      return whyNoConnection(e).orElseThrow(() -> refusal(e.getMessage()));
    }
  }

  private static boolean isNotAllowed(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && "42501".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the reason if the server cannot be reached (SQLSTATE class 08 or 57P03). */
  private static Optional<String> whyNoConnection(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("08") || sql.getSQLState().equals("57P03"))) {
        return Optional.of(String.valueOf(sql.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static ConfigurationException refusal(@org.jspecify.annotations.Nullable String why) {
    return new ConfigurationException(
        "The database cannot be used. Check quarkus.datasource.jdbc.url and quarkus.flyway.username: "
            + why);
  }
}
