package io.bailiwick.worker.database;

import io.bailiwick.event.Event;
import io.bailiwick.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table {@code outbox}. An event is written in the transaction of its effect. */
@ApplicationScoped
public class Outbox {
  private final String source;

  Outbox(@ConfigProperty(name = "quarkus.application.name") String application) {
    this.source = "/" + application;
  }

  /**
   * Returns the entry of an event of this service.
   *
   * @param traceparent the W3C trace context of the change that caused it
   */
  public OutboxEntry entry(String topic, Event event, Optional<String> traceparent) {
    return OutboxEntry.of(topic, event, source, traceparent);
  }

  /** Adds entries in the current transaction. */
  public Uni<Void> add(SqlConnection connection, List<OutboxEntry> entries) {
    return entries.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(OutboxEntry.INSERT)
            .executeBatch(entries.stream().map(Outbox::values).toList())
            .replaceWithVoid();
  }

  private static Tuple values(OutboxEntry entry) {
    return Tuple.of(entry.topic(), entry.key(), entry.headers(), Buffer.buffer(entry.payload()));
  }
}
