package io.bailiwick.outbox;

import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A row of the table {@code outbox}, to be inserted in the transaction of the effect.
 *
 * @param headers the record's headers as a JSON object of strings
 */
public record OutboxEntry(String topic, String key, String headers, byte[] payload) {
  // INVARIANT: the ids are drawn in the order of the entries, in which the relay publishes them.
  /** Inserts entries in their order; each parameter is an array of one component. */
  public static final String INSERT_ALL =
      """
      insert into outbox (topic, key, headers, payload)
      select topic, key, headers, payload
        from unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
          with ordinality as entry(topic, key, headers, payload, nth)
       order by nth
      """;

  /**
   * Returns the entry of an event.
   *
   * @param source the CloudEvents source, the service
   * @param traceparent the W3C trace context of the change that caused it
   */
  public static OutboxEntry of(
      String topic, Event event, String source, Optional<String> traceparent) {
    WireEvent wire = EventCodec.encode(event, source);
    traceparent.ifPresent(context -> wire.headers().put(WireEvent.TRACEPARENT, context));
    String headers = new String(StrictJson.write(wire.headers()), StandardCharsets.UTF_8);
    return new OutboxEntry(topic, wire.key(), headers, wire.data());
  }

  /** An entry that waits, by the id of its row. */
  record Stored(long id, OutboxEntry entry) {}
}
