package io.bailiwick.service;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Shortens the log of failures that no code handles, which Vert.x reports, to one line without
 * messages. In an outage there is one for each attempt. Their traces would hide the service's own
 * lines.
 */
@LoggingFilter(name = "library-noise")
public final class LibraryNoise implements Filter {
  private static final String UNCAUGHT = "io.quarkus.vertx.core.runtime.VertxCoreRecorder";
  private static final Formatter MESSAGE = new PatternFormatter("%s");

  /** The PostgreSQL client fails a query twice if its connection breaks at the same moment. */
  private static final String FAILED_BEFORE = "Result is already complete";

  @Override
  public boolean isLoggable(LogRecord line) {
    Throwable failure = line.getThrown();
    if (failure == null || !UNCAUGHT.equals(line.getLoggerName())) {
      return true;
    }
    if (failure instanceof IllegalStateException && FAILED_BEFORE.equals(failure.getMessage())) {
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
