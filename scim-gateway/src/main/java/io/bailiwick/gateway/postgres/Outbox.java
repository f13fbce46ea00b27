package io.bailiwick.gateway.postgres;

import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.TraceContext;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table {@code outbox}: an event is written in the transaction of its effect. */
@ApplicationScoped
public class Outbox {
  private static final String INSERT = OutboxEntry.INSERT.replace('$', '?');

  private final String source;

  Outbox(@ConfigProperty(name = "quarkus.application.name") String application) {
    this.source = "/" + application;
  }

  /** Adds an event to the transaction that runs. */
  public Uni<Void> add(String topic, LifecycleEvent event) {
    OutboxEntry entry = OutboxEntry.of(topic, event, source, TraceContext.current());
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, entry.topic())
                    .setParameter(2, entry.key())
                    .setParameter(3, entry.headers())
                    .setParameter(4, entry.payload())
                    .executeUpdate())
        .replaceWithVoid();
  }
}
