package io.bailiwick.gateway.postgres;

import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.event.WireEvent;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.TraceContext;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table {@code outbox}: an event is written in the transaction of its effect. */
@ApplicationScoped
public class Outbox {
  private static final String INSERT = OutboxEntry.INSERT.replace('$', '?');

  private final String source;
  private final CurrentVertxRequest request;

  Outbox(
      CurrentVertxRequest request,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.request = request;
    this.source = "/" + application;
  }

  /** Adds an event to the transaction that runs. */
  public Uni<Void> add(String topic, LifecycleEvent event) {
    OutboxEntry entry = OutboxEntry.of(topic, event, source, traceparent());
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

  private Optional<String> traceparent() {
    RoutingContext context = request.getCurrent();
    return TraceContext.of(
        context == null ? null : context.request().getHeader(WireEvent.TRACEPARENT));
  }
}
