package io.bailiwick.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.service.ErrorResponses;
import io.bailiwick.service.FailureTrace;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers 503 with Retry-After instead of 500 while PostgreSQL is unavailable: the request had no
 * effect.
 */
@Singleton
public class DatabaseFailures {
  private static final Logger LOG = Logger.getLogger(DatabaseFailures.class);
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String STATEMENT_TIMEOUT = "57014";
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * The beginnings of the client's messages if there is no connection; these exceptions have no
   * class of their own. Pool and connections are closed while the service stops.
   */
  private static final List<String> NO_CONNECTION =
      List.of(
          "Timeout",
          "Pool closed",
          "Connection is not active now",
          "Pending requests failed to be sent");

  private final ErrorResponses errors;

  DatabaseFailures(ErrorResponses errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper({
    CompositeException.class,
    VertxException.class,
    NoStackTraceThrowable.class,
    NoConnection.class,
    IOException.class,
    TimeoutException.class
  })
  Response failed(Throwable e, UriInfo uri, RoutingContext http) {
    // Reading a body beyond the limit fails: Quarkus has answered 413 by then.
    return http.response().ended()
        ? Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE).build()
        : respond(e, uri);
  }

  /** Answers a failure that is one of the database, or is caused by one. */
  public Response respond(Throwable e, UriInfo uri) {
    String state = sqlState(e).orElse("");
    if (state.startsWith("22")) {
      return errors.of(uri, 400, "The request holds a value that cannot be stored.");
    }
    if (state.equals(STATEMENT_TIMEOUT)) {
      LOG.warn("A statement took longer than it may");
      return unavailable(uri, "The answer takes too long: ask for less, or try again.");
    }
    if (!isUnreachable(e)) {
      LOG.errorf("The database refused a statement: %s", FailureTrace.of(e));
      return errors.of(uri, 500, "Something went wrong here. It has been logged.");
    }
    LOG.warnf(
        "PostgreSQL is not there: %s%s",
        e.getClass().getName(), state.isEmpty() ? "" : " " + state);
    return unavailable(uri, "The database is not available now. Try again.");
  }

  private Response unavailable(UriInfo uri, String detail) {
    return Response.fromResponse(errors.of(uri, 503, detail))
        .header("Retry-After", RETRY_AFTER_SECONDS)
        .build();
  }

  /** Returns whether the server was unreachable, shutting down or full (08, 53, 57P). */
  static boolean isUnreachable(Throwable e) {
    return sqlState(e)
        .map(state -> state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"))
        .orElseGet(() -> isConnectionLoss(e));
  }

  /**
   * Returns whether the database's state, not the statement's data, caused the failure. Waiting
   * helps then, perhaps with an operator's action: see {@link SqlStates}.
   */
  public static boolean isOutage(Throwable e) {
    return all(e)
        .filter(cause -> SqlStates.of(cause).isPresent())
        .findFirst()
        .map(SqlStates::isCondition)
        .orElseGet(() -> isConnectionLoss(e));
  }

  /** Retries work until PostgreSQL is available again. */
  public static <T> Uni<T> outlast(Uni<T> work, Logger log) {
    return work.onFailure(DatabaseFailures::isOutage)
        .invoke(failure -> log.warnf("Waiting for PostgreSQL: %s", failure.getClass().getName()))
        .onFailure(DatabaseFailures::isOutage)
        .retry()
        .withBackOff(SHORTEST_WAIT, LONGEST_WAIT)
        .indefinitely();
  }

  private static boolean isConnectionLoss(Throwable e) {
    return all(e)
        .anyMatch(
            cause ->
                cause instanceof ClosedConnectionException
                    || cause instanceof ConnectionPoolTooBusyException
                    || cause instanceof NoConnection
                    || isNoConnection(String.valueOf(cause.getMessage()))
                    || (cause instanceof IOException && !(cause instanceof JsonProcessingException))
                    || cause instanceof TimeoutException);
  }

  private static boolean isNoConnection(String message) {
    return NO_CONNECTION.stream().anyMatch(message::startsWith);
  }

  /** Returns the SQLSTATE of the client's exception, or of the one that Hibernate wraps. */
  public static Optional<String> sqlState(Throwable e) {
    return all(e).flatMap(cause -> SqlStates.of(cause).stream()).findFirst();
  }

  /** Returns a failure and its causes, and those of a rollback that failed as well. */
  private static Stream<Throwable> all(Throwable e) {
    Stream<Throwable> below =
        e instanceof CompositeException composite
            ? composite.getCauses().stream()
            : Stream.ofNullable(e.getCause());
    return Stream.concat(Stream.of(e), below.flatMap(DatabaseFailures::all));
  }
}
