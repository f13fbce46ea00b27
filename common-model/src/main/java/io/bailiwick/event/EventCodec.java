package io.bailiwick.event;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.LoggedDecision;
import io.bailiwick.model.Organization;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts events to and from their CloudEvents 1.0 form in Kafka's binary content mode (headers
 * {@code ce_*}, JSON value).
 */
public final class EventCodec {
  private static final String SPEC_VERSION = "1.0";
  private static final String JSON = "application/json";

  private EventCodec() {}

  /**
   * Returns the wire form of an event.
   *
   * @param source the CloudEvents attribute {@code source}: the service that sends the event, such
   *     as {@code /scim-gateway}
   */
  public static WireEvent encode(Event event, String source) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("ce_specversion", SPEC_VERSION);
    headers.put("ce_id", event.eventId());
    headers.put("ce_source", source);
    headers.put("ce_type", event.type().wireName());
    headers.put("ce_subject", event.key());
    headers.put("ce_time", event.time().toString());
    headers.put("ce_dataschema", event.type().dataSchema());
    headers.put("content-type", JSON);
    event.organizationId().ifPresent(id -> headers.put("ce_organization", id));
    return new WireEvent(event.key(), headers, StrictJson.write(event.data()));
  }

  /**
   * Returns the event of a record, or the reason why it cannot be read; never throws for bad input.
   */
  public static Decoding decode(WireEvent wire) {
    return decode(wire.key(), wire.headers()::get, wire.data());
  }

  /**
   * Returns the event of a record, or the reason why it cannot be read; never throws for bad input.
   *
   * @param header returns a header of the record by its name; null if there is none
   */
  public static Decoding decode(
      String key, Function<String, @Nullable String> header, byte[] data) {
    if (!SPEC_VERSION.equals(header.apply("ce_specversion"))) {
      return new Decoding.Unreadable("ce_specversion must be 1.0");
    }
    String name = Objects.requireNonNullElse(header.apply("ce_type"), "");
    Optional<EventType> type = EventType.named(name);
    if (type.isEmpty()) {
      return new Decoding.Unreadable("ce_type is not known: " + name);
    }
    String expected = type.get().dataSchema();
    String schema = Objects.requireNonNullElse(header.apply("ce_dataschema"), expected);
    return schema.equals(expected)
        ? decode(type.get(), key, data)
        : new Decoding.Unreadable("ce_dataschema is not known: " + schema);
  }

  private static Decoding decode(EventType type, String key, byte[] data) {
    try {
      Event event = read(type, data);
      return event.key().equals(key)
          ? new Decoding.Read(event)
          : new Decoding.Unreadable("the record's key is not the id in its data");
    } catch (BadJson bad) {
      return new Decoding.Unreadable("data: " + bad.detail());
    }
  }

  private static Event read(EventType type, byte[] data) throws BadJson {
    return switch (type) {
      case IDENTITY_CREATED -> new IdentityEvent.Created(identity(data));
      case IDENTITY_UPDATED -> new IdentityEvent.Updated(identity(data));
      case IDENTITY_DEACTIVATED -> new IdentityEvent.Deactivated(identity(data));
      case IDENTITY_REACTIVATED -> new IdentityEvent.Reactivated(identity(data));
      case IDENTITY_DELETED -> new IdentityEvent.Deleted(identity(data));
      case ACCOUNT_CREATED -> new AccountEvent.Created(account(data));
      case ACCOUNT_UPDATED -> new AccountEvent.Updated(account(data));
      case ACCOUNT_SUSPENDED -> new AccountEvent.Suspended(account(data));
      case ACCOUNT_RESTORED -> new AccountEvent.Restored(account(data));
      case ACCOUNT_DEPROVISIONED -> new AccountEvent.Deprovisioned(account(data));
      case ORGANIZATION_CREATED -> new OrganizationEvent.Created(organization(data));
      case ORGANIZATION_UPDATED -> new OrganizationEvent.Updated(organization(data));
      case SESSION_ENDED -> new SessionEvent.Ended(StrictJson.read(data, EndedSession.class));
      case DECISION_MADE -> new DecisionEvent(StrictJson.read(data, LoggedDecision.class));
      case AUDIT_RECORDED -> new AuditEvent(StrictJson.read(data, AuditEntry.class));
      case HEARTBEAT -> StrictJson.read(data, Heartbeat.class);
      case ENFORCER_ANNOUNCED -> StrictJson.read(data, Announcement.class);
    };
  }

  private static Identity identity(byte[] data) throws BadJson {
    return StrictJson.read(data, Identity.class);
  }

  private static Account account(byte[] data) throws BadJson {
    return StrictJson.read(data, Account.class);
  }

  private static Organization organization(byte[] data) throws BadJson {
    return StrictJson.read(data, Organization.class);
  }
}
