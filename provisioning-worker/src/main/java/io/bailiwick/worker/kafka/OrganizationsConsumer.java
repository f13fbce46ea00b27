package io.bailiwick.worker.kafka;

import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.outbox.DatabaseFailures;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.Intake;
import io.bailiwick.service.WireRecords;
import io.bailiwick.worker.accounts.Replanner;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.parked.DeadLetters;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Keeps the newest settings of every organization, and applies them to its accounts. */
@ApplicationScoped
public class OrganizationsConsumer {
  private static final Logger LOG = Logger.getLogger(OrganizationsConsumer.class);

  private final Organizations organizations;
  private final Replanner replanner;
  private final DeadLetters deadLetters;

  OrganizationsConsumer(Organizations organizations, Replanner replanner, DeadLetters deadLetters) {
    this.organizations = organizations;
    this.replanner = replanner;
    this.deadLetters = deadLetters;
  }

  @Incoming("organizations")
  Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    return Multi.createFrom()
        .iterable(records)
        .map(WireRecords::of)
        .onItem()
        .transformToUniAndConcatenate(this::keep)
        .filter(due -> due)
        .collect()
        .asList()
        .invoke(
            due -> {
              if (!due.isEmpty()) {
                replanner.begin();
              }
            })
        .replaceWithVoid();
  }

  /** Keeps the settings of a record; returns whether accounts must be planned anew under them. */
  private Uni<Boolean> keep(WireEvent wire) {
    return switch (Intake.of(wire, OrganizationEvent.class)) {
      case Intake.Wanted<OrganizationEvent> wanted ->
          persistent(organizations.keepNewer(wanted.event().state()), wire);
      case Intake.Passed<OrganizationEvent> _ -> Uni.createFrom().item(false);
      case Intake.Poison<OrganizationEvent> poison ->
          deadLetters.park(Topics.ORGANIZATIONS, wire, poison.reason()).replaceWith(false);
    };
  }

  /** Waits during an outage of the database, and parks the record after any other failure. */
  private Uni<Boolean> persistent(Uni<Boolean> work, WireEvent wire) {
    return DatabaseFailures.outlast(work, LOG)
        .onFailure()
        .recoverWithUni(
            failure ->
                deadLetters
                    .park(Topics.ORGANIZATIONS, wire, "not kept: " + FailureTrace.of(failure))
                    .replaceWith(false));
  }
}
