package io.bailiwick.service;

import io.bailiwick.event.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Converts Kafka's records to wire events; a missing part is empty, never null. */
public final class WireRecords {
  private WireRecords() {}

  /** Returns the wire event of a record. */
  public static WireEvent of(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = HashMap.newHashMap(16);
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new WireEvent(
        record.key() == null ? "" : record.key(),
        headers,
        record.value() == null ? new byte[0] : record.value());
  }
}
