package io.bailiwick.worker.kafka;

import static io.bailiwick.service.IntakeBatch.inTurn;

import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Intake;
import io.bailiwick.service.IntakeBatch;
import io.bailiwick.worker.audit.AuditLog;
import io.bailiwick.worker.audit.ReceivedEntry;
import io.bailiwick.worker.parked.DeadLetters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Appends the entries of the audit topic to the log, those of an organization in their order. It
 * waits for PostgreSQL, and parks a record that cannot be appended.
 */
@ApplicationScoped
public class AuditConsumer {
  private static final Logger LOG = Logger.getLogger(AuditConsumer.class);

  private final AuditLog log;
  private final DeadLetters deadLetters;

  AuditConsumer(AuditLog log, DeadLetters deadLetters) {
    this.log = log;
    this.deadLetters = deadLetters;
  }

  @Incoming("audit")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    IntakeBatch<AuditEvent> batch = IntakeBatch.of(records, AuditEvent.class);
    return inTurn(batch.poison(), bad -> deadLetters.park(Topics.AUDIT, bad.wire(), bad.reason()))
        .chain(() -> batch.eachOrganization(this::append));
  }

  /** Appends all entries together; one by one if that fails for another reason than an outage. */
  private Uni<Void> append(String organization, List<Intake.Wanted<AuditEvent>> wanted) {
    return DatabaseFailures.outlast(log.append(organization, received(wanted)), LOG)
        .onFailure()
        .recoverWithUni(() -> inTurn(wanted, one -> single(organization, one)));
  }

  private Uni<Void> single(String organization, Intake.Wanted<AuditEvent> wanted) {
    return DatabaseFailures.outlast(log.append(organization, received(List.of(wanted))), LOG)
        .onFailure()
        .recoverWithUni(
            failure ->
                deadLetters.park(
                    Topics.AUDIT, wanted.wire(), "not appended: " + FailureTrace.of(failure)));
  }

  private static List<ReceivedEntry> received(List<Intake.Wanted<AuditEvent>> wanted) {
    return wanted.stream().map(AuditConsumer::received).toList();
  }

  private static ReceivedEntry received(Intake.Wanted<AuditEvent> wanted) {
    try {
      return new ReceivedEntry(wanted.event().entry(), StrictJson.object(wanted.wire().data()));
    } catch (BadJson e) {
      throw new IllegalStateException("an entry that was read cannot be read again", e);
    }
  }
}
