package io.bailiwick.worker.database;

import io.bailiwick.event.Event;
import io.bailiwick.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
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

  /** Adds entries in the current transaction, in their order. */
  public Uni<Void> add(SqlConnection connection, List<OutboxEntry> entries) {
    return entries.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(OutboxEntry.INSERT_ALL)
            .execute(
                new Columns<>(entries)
                    .texts(OutboxEntry::topic)
                    .texts(OutboxEntry::key)
                    .texts(OutboxEntry::headers)
                    .bytes(OutboxEntry::payload)
                    .tuple())
            .replaceWithVoid();
  }
}
