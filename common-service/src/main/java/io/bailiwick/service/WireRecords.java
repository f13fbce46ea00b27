package io.bailiwick.service;

import io.bailiwick.event.Decoding;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.WireEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Converts between Kafka's records and events; a missing part is empty, never null. */
public final class WireRecords {
  private WireRecords() {}

  /** Returns the wire event of a record. */
  public static WireEvent of(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = HashMap.newHashMap(16);
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), text(header.value()));
      }
    }
    return new WireEvent(key(record), headers, data(record));
  }

  /**
   * Returns the event of a record, or the reason why it cannot be read. Without the wire event in
   * between, a million records are read in half the time.
   */
  public static Decoding decode(ConsumerRecord<String, byte[]> record) {
    Headers headers = record.headers();
    return EventCodec.decode(
        key(record),
        name -> {
          Header header = headers.lastHeader(name);
          return header == null || header.value() == null ? null : text(header.value());
        },
        data(record));
  }

  /**
   * Returns the record that carries a wire event.
   *
   * @param partition null for that of the key
   * @param at its time; null for that of the sending
   */
  public static ProducerRecord<String, byte[]> record(
      String topic, @Nullable Integer partition, @Nullable Instant at, WireEvent wire) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            topic, partition, at == null ? null : at.toEpochMilli(), wire.key(), wire.data());
    wire.headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private static String key(ConsumerRecord<String, byte[]> record) {
    return record.key() == null ? "" : record.key();
  }

  private static byte[] data(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? new byte[0] : record.value();
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
