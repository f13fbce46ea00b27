package io.bailiwick.service;

import io.quarkus.logging.LoggingFilter;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * What libraries log about an outage, in one line without messages: the service says itself what it
 * could not do, and a trace of each attempt would hide that.
 */
@LoggingFilter(name = "library-noise")
public final class LibraryNoise implements Filter {
  private static final String UNCAUGHT = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";
  private static final Formatter MESSAGE = new PatternFormatter("%s");
  private static final Set<String> LOUD =
      Set.of(UNCAUGHT, "org.hibernate.reactive.pool.impl.SqlClientConnection");

  /** The PostgreSQL client fails a query twice if its connection breaks at the same moment. */
  private static final String FAILED_BEFORE = "Result is already complete";

  @Override
  public boolean isLoggable(LogRecord line) {
    Throwable failure = line.getThrown();
    String category = line.getLoggerName();
    if (failure == null || category == null || !LOUD.contains(category)) {
      return true;
    }
    if (category.equals(UNCAUGHT)
        && failure instanceof IllegalStateException
        && FAILED_BEFORE.equals(failure.getMessage())) {
      return false;
    }
    String text = MESSAGE.format(line) + ": " + FailureTrace.of(failure);
    line.setThrown(null);
    if (line instanceof ExtLogRecord known) {
      known.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
    } else {
      line.setMessage(text);
    }
    return true;
  }
}
