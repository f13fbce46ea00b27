package io.bailiwick.event;

import io.bailiwick.model.AuditEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the audit log, on {@link Topics#AUDIT}. It has no version, because it is no state
 * that a newer one replaces.
 */
public record AuditEvent(AuditEntry entry) implements Event {

  @Override
  public EventType type() {
    return EventType.AUDIT_RECORDED;
  }

  /** Returns the organization, so that its entries stay in order. */
  @Override
  public String key() {
    return entry.organization();
  }

  @Override
  public String eventId() {
    return entry.id();
  }

  @Override
  public Instant time() {
    return entry.at();
  }

  @Override
  public Optional<String> organizationId() {
    return Optional.of(entry.organization());
  }

  @Override
  public Object data() {
    return entry;
  }
}
