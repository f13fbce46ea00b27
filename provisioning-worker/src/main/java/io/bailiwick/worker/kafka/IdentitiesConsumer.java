package io.bailiwick.worker.kafka;

import static io.bailiwick.service.IntakeBatch.inTurn;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Intake;
import io.bailiwick.service.IntakeBatch;
import io.bailiwick.worker.accounts.Provisioner;
import io.bailiwick.worker.accounts.Provisioner.OutdatedOrganization;
import io.bailiwick.worker.accounts.Provisioner.UnknownOrganization;
import io.bailiwick.worker.accounts.Provisioner.UnlikelyVersion;
import io.bailiwick.worker.accounts.ReceivedIdentity;
import io.bailiwick.worker.parked.DeadLetters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Processes identities in batches, in the order of their partitions.
 *
 * <p>It never fails: without PostgreSQL it waits, and records that cannot be processed are parked.
 * So an offset is committed only after its effect, and no record delays later ones for long.
 */
@ApplicationScoped
public class IdentitiesConsumer {
  private static final Logger LOG = Logger.getLogger(IdentitiesConsumer.class);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
  private static final int ATTEMPTS = 3;

  /** The longest wait for newer settings; it delays the rest of the batch too. */
  private static final Duration FOR_NEWER_SETTINGS = Duration.ofSeconds(2);

  private final Provisioner provisioner;
  private final DeadLetters deadLetters;
  private final WorkerSettings settings;

  IdentitiesConsumer(Provisioner provisioner, DeadLetters deadLetters, WorkerSettings settings) {
    this.provisioner = provisioner;
    this.deadLetters = deadLetters;
    this.settings = settings;
  }

  @Incoming("identities")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    IntakeBatch<IdentityEvent> batch = IntakeBatch.of(records, IdentityEvent.class);
    return inTurn(batch.poison(), bad -> park(bad.wire(), bad.reason()))
        .chain(() -> batch.eachOrganization((id, wanted) -> batch(id, received(wanted))));
  }

  private static List<ReceivedIdentity> received(List<Intake.Wanted<IdentityEvent>> wanted) {
    return wanted.stream().map(one -> new ReceivedIdentity(one.event(), one.wire())).toList();
  }

  /** Provisions all events together; one by one if that fails for another reason than an outage. */
  private Uni<Void> batch(String organization, List<ReceivedIdentity> received) {
    return patiently(
            provisioner
                .provision(organization, received)
                .onFailure(failure -> !isWaitedFor(failure))
                // Another batch may have received the same handle meanwhile.
                .retry()
                .atMost(1))
        .onFailure()
        .recoverWithUni(
            failure -> {
              if (isCausedBy(failure, OutdatedOrganization.class)) {
                LOG.warnf(
                    "Settings of %s have not come in; going on with older ones", organization);
                provisioner.goOnWithoutSettings(organization, received);
                return batch(organization, received);
              }
              if (isCausedBy(failure, UnknownOrganization.class)) {
                return inTurn(received, one -> park(one.wire(), reason(failure)));
              }
              LOG.warnf(
                  "%d identities of %s could not be provisioned together: %s",
                  received.size(), organization, FailureTrace.of(failure));
              return inTurn(received, one -> single(organization, one));
            });
  }

  private Uni<Void> single(String organization, ReceivedIdentity received) {
    return patiently(
            provisioner
                .provision(organization, List.of(received))
                .onFailure(failure -> !isWaitedFor(failure))
                .retry()
                .withBackOff(SHORTEST_WAIT)
                .atMost(ATTEMPTS))
        .onFailure()
        .recoverWithUni(failure -> park(received.wire(), reason(failure)));
  }

  /**
   * Waits for PostgreSQL without a limit, and for settings of an organization for a limited time.
   */
  private Uni<Void> patiently(Uni<Void> work) {
    Uni<Void> withSettings =
        work.onFailure(OutdatedOrganization.class)
            .retry()
            .withBackOff(SHORTEST_WAIT, SHORTEST_WAIT)
            .withJitter(0)
            .expireIn(FOR_NEWER_SETTINGS.toMillis())
            .onFailure(UnknownOrganization.class)
            .retry()
            .withBackOff(SHORTEST_WAIT, Duration.ofSeconds(1))
            .withJitter(0)
            .expireIn(settings.organizationPatience().toMillis());
    return DatabaseFailures.outlast(withSettings, LOG);
  }

  private static boolean isForSettings(Throwable failure) {
    return failure instanceof UnknownOrganization || failure instanceof OutdatedOrganization;
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWaitedFor(Throwable failure) {
    return isForSettings(failure) || DatabaseFailures.isOutage(failure);
  }

  /** Returns the reason without values: messages of the database repeat the content of rows. */
  private static String reason(Throwable failure) {
    if (isCausedBy(failure, UnknownOrganization.class)) {
      return "the settings of its organization are not known";
    }
    return isCausedBy(failure, UnlikelyVersion.class)
        ? "its version is far beyond the newest one that is known"
        : "provisioning failed: "
            + DatabaseFailures.sqlState(failure).map("SQLSTATE %s, "::formatted).orElse("")
            + FailureTrace.of(failure);
  }

  private Uni<Void> park(WireEvent wire, String reason) {
    return deadLetters.park(Topics.IDENTITIES, wire, reason);
  }
}
