package io.bailiwick.worker.kafka;

import io.bailiwick.event.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Kafka's records as wire events. */
final class Records {
  private Records() {}

  static List<WireEvent> of(ConsumerRecords<String, byte[]> records) {
    List<WireEvent> wires = new ArrayList<>(records.count());
    records.forEach(record -> wires.add(of(record)));
    return wires;
  }

  static WireEvent of(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(
                    header.key(),
                    header.value() == null
                        ? ""
                        : new String(header.value(), StandardCharsets.UTF_8)));
    return new WireEvent(
        record.key() == null ? "" : record.key(),
        headers,
        record.value() == null ? new byte[0] : record.value());
  }
}
