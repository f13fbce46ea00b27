package io.bailiwick.gateway.database;

import io.bailiwick.audit.AuditChanges;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.outbox.OutboxEntry;
import io.bailiwick.outbox.OutboxSignal;
import io.bailiwick.outbox.TraceContext;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table {@code outbox}. An event is written in the transaction of its effect. */
@ApplicationScoped
public class Outbox {
  private static final int BATCH = 1000;

  // INVARIANT: the headers are read in the transaction of the effect. A write after the answer to
  // new settings has their version, and a consumer of the event waits for those settings.
  private static final String HEADERS =
      """
      cast(cast(%%s as jsonb) || jsonb_strip_nulls(jsonb_build_object('%s',
        (select cast(version as text) from organization
          where id = current_setting('app.organization', true)))) as text)"""
          .formatted(WireEvent.ORGANIZATION_VERSION);

  private static final String INSERT_MANY =
      """
      insert into outbox (topic, key, headers, payload)
      select ?1, e ->> 'key', %s, convert_to(e ->> 'payload', 'UTF8')
      from jsonb_array_elements(cast(cast(?2 as text) as jsonb)) with ordinality as entries(e, nth)
      order by nth"""
          .formatted(HEADERS.formatted("e ->> 'headers'"));

  private static final String INSERT =
      "insert into outbox (topic, key, headers, payload) values (?1, ?2, %s, ?4)"
          .formatted(HEADERS.formatted("cast(?3 as text)"));

  /** An event and its entry of the audit log, by one statement. */
  private static final String INSERT_AUDITED = INSERT + ", (?5, ?6, cast(?7 as text), ?8)";

  /**
   * Marks a context whose transaction has added entries. A rolled back transaction leaves the mark.
   */
  private static final String ADDED = Outbox.class.getName();

  private final String source;
  private final CurrentVertxRequest request;
  private final OutboxSignal signal;
  private final AuditEntries entries;

  Outbox(
      CurrentVertxRequest request,
      OutboxSignal signal,
      AuditEntries entries,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.request = request;
    this.signal = signal;
    this.entries = entries;
    this.source = "/" + application;
  }

  /**
   * Adds an event to the running transaction, and the entry of the audit log that tells the change.
   *
   * @param before the state before the change, as a record; empty if the thing is new
   * @param after the state after it; empty if the thing has ended
   */
  public Uni<Void> add(String topic, LifecycleEvent event, Optional<?> before, Optional<?> after) {
    return add(topic, event, entries.of(event, before, after, traceparent()));
  }

  /** Adds an event like {@link #add}, under the name that administrators know the change by. */
  public Uni<Void> add(
      String topic, LifecycleEvent event, String action, Optional<?> before, Optional<?> after) {
    return add(topic, event, entries.of(event, before, after, traceparent()).named(action));
  }

  private Uni<Void> add(String topic, LifecycleEvent event, AuditEntry audited) {
    OutboxEntry entry = OutboxEntry.of(topic, event, source, traceparent());
    OutboxEntry audit = entry(audited);
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT_AUDITED)
                    .setParameter(1, entry.topic())
                    .setParameter(2, entry.key())
                    .setParameter(3, entry.headers())
                    .setParameter(4, entry.payload())
                    .setParameter(5, audit.topic())
                    .setParameter(6, audit.key())
                    .setParameter(7, audit.headers())
                    .setParameter(8, audit.payload())
                    .executeUpdate())
        .invoke(() -> ContextLocals.put(ADDED, true))
        .invoke(() -> WrittenRevisions.add(event))
        .replaceWithVoid();
  }

  /**
   * Adds an entry of the audit log to the running transaction, unless the states are the same.
   *
   * @param before the state before the change, as a record or JSON object; empty if the thing is
   *     new
   * @param after the state after it; empty if the thing has ended
   */
  public Uni<Void> audit(
      String organization, String action, Target target, Optional<?> before, Optional<?> after) {
    List<Change> changes = AuditChanges.between(before, after);
    return changes.isEmpty()
        ? Uni.createFrom().voidItem()
        : audit(organization, action, target, changes);
  }

  /** Adds an entry of the audit log to the running transaction. */
  public Uni<Void> audit(String organization, String action, Target target, List<Change> changes) {
    return audit(entries.of(organization, action, target, changes, traceparent()));
  }

  /** Adds an entry like {@link #audit}, of a change that no request has asked for. */
  public Uni<Void> auditOwn(
      String organization, String action, Target target, Optional<?> before, Optional<?> after) {
    return audit(
        entries.ofService(organization, action, target, AuditChanges.between(before, after)));
  }

  private Uni<Void> audit(AuditEntry audited) {
    OutboxEntry audit = entry(audited);
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, audit.topic())
                    .setParameter(2, audit.key())
                    .setParameter(3, audit.headers())
                    .setParameter(4, audit.payload())
                    .executeUpdate())
        .invoke(() -> ContextLocals.put(ADDED, true))
        .replaceWithVoid();
  }

  private OutboxEntry entry(AuditEntry audited) {
    return OutboxEntry.of(Topics.AUDIT, new AuditEvent(audited), source, Optional.empty());
  }

  /** Adds an event to the running transaction. */
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
        .invoke(() -> ContextLocals.put(ADDED, true))
        .invoke(() -> WrittenRevisions.add(event))
        .replaceWithVoid();
  }

  /** Notes that the transaction of this context has committed. */
  void committed() {
    if (ContextLocals.remove(ADDED)) {
      signal.committed();
    }
  }

  /** Adds many events to the running transaction, in their order. */
  public Uni<Void> addAll(String topic, List<? extends LifecycleEvent> events) {
    Uni<Void> added = Uni.createFrom().voidItem();
    for (int from = 0; from < events.size(); from += BATCH) {
      List<? extends LifecycleEvent> batch =
          events.subList(from, Math.min(events.size(), from + BATCH));
      added = added.chain(() -> addBatch(topic, batch));
    }
    return added;
  }

  private Uni<Void> addBatch(String topic, List<? extends LifecycleEvent> events) {
    Optional<String> trace = traceparent();
    List<Map<String, String>> entries =
        events.stream()
            .map(event -> OutboxEntry.of(topic, event, source, trace))
            .map(
                entry ->
                    Map.of(
                        "key", entry.key(),
                        "headers", entry.headers(),
                        "payload", new String(entry.payload(), StandardCharsets.UTF_8)))
            .toList();
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT_MANY)
                    .setParameter(1, topic)
                    .setParameter(2, Json.text(entries))
                    .executeUpdate())
        .invoke(() -> ContextLocals.put(ADDED, true))
        .invoke(() -> events.forEach(WrittenRevisions::add))
        .replaceWithVoid();
  }

  private Optional<String> traceparent() {
    RoutingContext context = request.getCurrent();
    return TraceContext.of(
        context == null ? null : context.request().getHeader(WireEvent.TRACEPARENT));
  }
}
