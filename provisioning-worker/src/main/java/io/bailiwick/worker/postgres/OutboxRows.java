package io.bailiwick.worker.postgres;

import io.bailiwick.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The table {@code outbox}, in which events are written in the transaction of their effect. */
@ApplicationScoped
public class OutboxRows {

  /** Adds entries in the current transaction. */
  public Uni<Void> add(SqlConnection connection, List<OutboxEntry> entries) {
    return connection
        .preparedQuery(OutboxEntry.INSERT)
        .executeBatch(
            entries.stream()
                .map(
                    entry ->
                        Tuple.of(
                            entry.topic(),
                            entry.key(),
                            entry.headers(),
                            Buffer.buffer(entry.payload())))
                .toList())
        .replaceWithVoid();
  }
}
