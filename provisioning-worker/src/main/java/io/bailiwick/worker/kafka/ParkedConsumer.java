package io.bailiwick.worker.kafka;

import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.WireRecords;
import io.bailiwick.worker.parked.ParkedRecords;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Lists what was parked on the dead-letter topics. */
@ApplicationScoped
class ParkedConsumer {
  private static final Logger LOG = Logger.getLogger(ParkedConsumer.class);

  private final ParkedRecords parked;

  ParkedConsumer(ParkedRecords parked) {
    this.parked = parked;
  }

  @Incoming("parked")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    List<ParkedRecords.Arrived> arrived =
        StreamSupport.stream(records.spliterator(), false).map(ParkedConsumer::arrived).toList();
    return DatabaseFailures.outlast(parked.add(arrived), LOG);
  }

  private static ParkedRecords.Arrived arrived(ConsumerRecord<String, byte[]> record) {
    return new ParkedRecords.Arrived(
        record.topic().replaceFirst("\\.dlq$", ""),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        WireRecords.of(record));
  }
}
