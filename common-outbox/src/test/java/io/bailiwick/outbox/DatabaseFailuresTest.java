package io.bailiwick.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonParseException;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures pass by themselves, and which come again with the same data. */
class DatabaseFailuresTest {
  private static final Logger LOG = Logger.getLogger(DatabaseFailuresTest.class);

  private static PgException state(String sqlState) {
    return new PgException("said by the server", "ERROR", sqlState, "");
  }

  private static PgException stalePlan() {
    String none = "";
    return new PgException(
        "said by the server",
        "ERROR",
        "0A000",
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        "RevalidateCachedQuery",
        none,
        none,
        none,
        none,
        none);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        // the failure, whether waiting helps, whether the server cannot be reached
        argumentSet("connection lost", state("08006"), true, true),
        argumentSet("too many connections", state("53300"), true, true),
        argumentSet("shutting down", state("57P01"), true, true),
        argumentSet("read-only server", state("25006"), true, false),
        argumentSet("missing table", state("42P01"), true, false),
        argumentSet("wrong password", state("28P01"), true, false),
        argumentSet("missing privilege", state("42501"), true, false),
        argumentSet(
            "row of another organization",
            new PgException(
                "new row violates row-level security policy for table \"account\"",
                "ERROR",
                "42501",
                ""),
            false,
            false),
        argumentSet("taken key", state("23505"), false, false),
        argumentSet("value too long", state("22001"), false, false),
        argumentSet("deadlock", state("40P01"), true, false),
        argumentSet("lock not available", state("55P03"), true, false),
        argumentSet("statement timeout", state("57014"), true, false),
        argumentSet("unreadable disk", state("58030"), true, false),
        argumentSet("damaged index", state("XX002"), true, false),
        argumentSet("prepared statement of before an upgrade", stalePlan(), true, false),
        argumentSet("other feature not supported", state("0A000"), false, false),
        argumentSet("more than one row", state("21000"), false, false),
        argumentSet("syntax error", state("42601"), false, false),
        argumentSet("row too large for its index", state("54000"), false, false),
        argumentSet("wrong prerequisite", state("55000"), false, false),
        argumentSet("refused by a trigger", state("P0001"), false, false),
        argumentSet("internal error", state("XX000"), false, false),
        argumentSet("JDBC", new SQLException("said by the driver", "08001"), true, true),
        argumentSet("as a cause", new IllegalStateException(state("57P03")), true, true),
        argumentSet("closed connection", ClosedConnectionException.INSTANCE, true, true),
        argumentSet("closed pool", new VertxException("Pool closed"), true, true),
        argumentSet("full pool", new NoConnection(), true, true),
        argumentSet("reset", new IOException("Connection reset by peer"), true, true),
        argumentSet("timeout", new TimeoutException(), true, true),
        argumentSet(
            "with a failed rollback",
            new CompositeException(new IllegalStateException("ours"), state("08006")),
            true,
            true),
        argumentSet("unreadable JSON", new JsonParseException(null, "no JSON"), false, false),
        argumentSet("fault of the code", new IllegalStateException("ours"), false, false));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void tellsTheDatabasesStateFromTheData(
      Throwable failure, boolean waitingHelps, boolean unreachable) {
    assertThat(DatabaseFailures.isOutage(failure)).isEqualTo(waitingHelps);
    assertThat(DatabaseFailures.isUnreachable(failure)).isEqualTo(unreachable);
  }

  @Test
  void workOutlastsAnOutageAndNothingElse() {
    AtomicInteger attempts = new AtomicInteger();
    Uni<String> work =
        Uni.createFrom()
            .item(
                () -> {
                  if (attempts.incrementAndGet() < 3) {
                    throw state("57P03");
                  }
                  return "done";
                });
    assertThat(DatabaseFailures.outlast(work, LOG).await().indefinitely()).isEqualTo("done");
    assertThat(attempts).hasValue(3);
    Uni<String> hopeless = Uni.createFrom().failure(state("23505"));
    assertThatThrownBy(() -> DatabaseFailures.outlast(hopeless, LOG).await().indefinitely())
        .isInstanceOf(PgException.class);
  }
}
