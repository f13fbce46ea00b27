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
 * Migrates the database to this version's tables. A start logs that it waits for PostgreSQL, and
 * gives up in one line after {@link OutboxSettings#databasePatience}.
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
    boolean said = false;
    while (true) {
      try {
        flyway.migrate();
        return;
      } catch (FlywayException e) {
        String why = whyNoConnection(e).orElseThrow(() -> refusal(e.getMessage()));
        if (Instant.now().isAfter(deadline)) {
          throw refusal("gave up after %s: %s".formatted(settings.databasePatience(), why));
        }
        if (!said) {
          LOG.infof("Waiting for PostgreSQL: %s", why);
          said = true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
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
