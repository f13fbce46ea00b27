package io.bailiwick.worker.kafka;

import static io.bailiwick.service.IntakeBatch.inTurn;

import io.bailiwick.event.EventType;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Intake;
import io.bailiwick.service.IntakeBatch;
import io.bailiwick.worker.accounts.Provisioner;
import io.bailiwick.worker.accounts.ReceivedIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Lets single changes of existing accounts overtake a bulk load on the same topic.
 *
 * <p>It reads the topic beside {@link IdentitiesConsumer}, which may be minutes behind. Of many
 * records it applies only what takes rights away; of few it applies all changes. Everything else,
 * and each failure, stays with the other consumer. An event carries the whole state, so overtaken
 * versions have no effect later.
 */
@ApplicationScoped
public class OvertakingConsumer {
  private static final Logger LOG = Logger.getLogger(OvertakingConsumer.class);

  private static final String TYPE = "ce_type";

  private static final Set<String> URGENT =
      Set.of(EventType.IDENTITY_DEACTIVATED.wireName(), EventType.IDENTITY_DELETED.wireName());

  /** The number of changes in a poll from which they are a bulk load themselves. */
  private static final int FEW = 50;

  /** The number of records in a poll that shows that more are waiting. */
  private static final int MANY = 200;

  /** The time that the other consumer needs if it is not behind. */
  private static final Duration HEAD_START = Duration.ofMillis(50);

  private final Provisioner provisioner;

  /** Whether the other consumer was behind at the last change. */
  private volatile boolean behind;

  OvertakingConsumer(Provisioner provisioner) {
    this.provisioner = provisioner;
  }

  @Incoming("overtaking")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    List<ReceivedIdentity> changes = changes(records);
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Uni<Void> turn =
        behind || records.count() >= MANY
            ? Uni.createFrom().voidItem()
            : Uni.createFrom().voidItem().onItem().delayIt().by(HEAD_START);
    return DatabaseFailures.outlast(turn.chain(() -> provisioner.overdue(changes)), LOG)
        .invoke(overdue -> behind = !overdue.isEmpty())
        .chain(OvertakingConsumer::byOrganization)
        .chain(batches -> inTurn(batches, this::overtake))
        .onFailure()
        .invoke(failure -> LOG.warnf("No change overtakes now: %s", FailureTrace.of(failure)))
        .onFailure()
        .recoverWithNull();
  }

  private static List<ReceivedIdentity> changes(ConsumerRecords<String, byte[]> records) {
    List<ConsumerRecord<String, byte[]>> all =
        StreamSupport.stream(records.spliterator(), false)
            .filter(record -> !type(record).equals(EventType.IDENTITY_CREATED.wireName()))
            .toList();
    List<ConsumerRecord<String, byte[]>> wanted =
        all.size() <= FEW
            ? all
            : all.stream().filter(record -> URGENT.contains(type(record))).toList();
    List<ReceivedIdentity> changes = new ArrayList<>();
    IntakeBatch.of(wanted, IdentityEvent.class)
        .byOrganization()
        .values()
        .forEach(
            events ->
                events.forEach(
                    (Intake.Wanted<IdentityEvent> one) ->
                        changes.add(new ReceivedIdentity(one.event(), one.wire()))));
    return changes;
  }

  private static String type(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(TYPE);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static Uni<List<List<ReceivedIdentity>>> byOrganization(List<ReceivedIdentity> all) {
    return Uni.createFrom()
        .item(
            List.copyOf(
                all.stream()
                    .collect(Collectors.groupingBy(one -> one.identity().organization()))
                    .values()));
  }

  private Uni<Void> overtake(List<ReceivedIdentity> changes) {
    return provisioner
        .overtake(changes.getFirst().identity().organization(), changes)
        .onFailure(failure -> !DatabaseFailures.isOutage(failure))
        .recoverWithUni(
            failure -> {
              if (changes.size() > 1) {
                return inTurn(changes, one -> overtake(List.of(one)));
              }
              LOG.warnf("A change does not overtake: %s", FailureTrace.of(failure));
              return Uni.createFrom().voidItem();
            });
  }
}
