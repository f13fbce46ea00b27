package io.bailiwick.worker.database;

import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.Revision;
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

  /**
   * Returns the entries of a changed account: its event, and its entry in the audit log.
   *
   * @param before the account as it was; empty if it is new
   * @param cause the revision of the identity or organization that the account was planned from
   * @param traceparent the W3C trace context of the change that caused it
   */
  public List<OutboxEntry> entries(
      Optional<Account> before, AccountEvent event, Revision cause, Optional<String> traceparent) {
    OutboxEntry told = entry(Topics.ACCOUNTS, event, traceparent);
    return AccountEntries.of(before, event, cause.token(), traceparent)
        .map(audit -> entry(Topics.AUDIT, new AuditEvent(audit), Optional.empty()))
        .map(audit -> List.of(told, audit))
        .orElseGet(() -> List.of(told));
  }

  /** Adds entries of the audit log in the current transaction, in their order. */
  public Uni<Void> audit(SqlConnection connection, List<AuditEntry> entries) {
    return add(
        connection,
        entries.stream()
            .map(audit -> entry(Topics.AUDIT, new AuditEvent(audit), Optional.empty()))
            .toList());
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
