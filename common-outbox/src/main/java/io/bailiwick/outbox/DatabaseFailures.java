package io.bailiwick.outbox;

import io.bailiwick.service.ErrorResponses;
import io.bailiwick.service.FailureTrace;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Without PostgreSQL a request is answered 503 and Retry-After, not 500: nothing was done. */
@Singleton
public class DatabaseFailures {
  private static final Logger LOG = Logger.getLogger(DatabaseFailures.class);
  private static final int RETRY_AFTER_SECONDS = 5;

  private final ErrorResponses errors;

  DatabaseFailures(ErrorResponses errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper({
    PgException.class,
    ClosedConnectionException.class,
    IOException.class,
    TimeoutException.class
  })
  Response failed(Throwable e, UriInfo uri) {
    return respond(e, uri);
  }

  /** The answer to a failure of the database, or to one that has it as its cause. */
  public Response respond(Throwable e, UriInfo uri) {
    if (!isOutage(e)) {
      LOG.errorf("The database refused a statement: %s", FailureTrace.of(e));
      return errors.of(uri, 500, "Something went wrong here. It has been logged.");
    }
    LOG.warnf("PostgreSQL is not there: %s", e.getClass().getName());
    return Response.fromResponse(
            errors.of(
                uri, 503, "The database is not available now. Nothing was changed; try again."))
        .header("Retry-After", RETRY_AFTER_SECONDS)
        .build();
  }

  /** Whether the server could not be reached, was going away (57P0x) or was full (53300). */
  public static boolean isOutage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PgException pg) {
        String state = String.valueOf(pg.getSqlState());
        return state.startsWith("57P") || state.startsWith("08") || state.equals("53300");
      }
      if (cause instanceof ClosedConnectionException
          || cause instanceof IOException
          || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
