package io.bailiwick.gateway;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.directory.IdentityCommand;
import io.bailiwick.gateway.directory.IdentityLifecycle;
import io.bailiwick.gateway.directory.Outcome;
import io.bailiwick.gateway.directory.StoredIdentity;
import io.bailiwick.gateway.postgres.Identities;
import io.bailiwick.gateway.postgres.Outbox;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.scim.filter.Filter;
import io.bailiwick.model.ManagedId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/** The identities of an organization: loads, lets the rule decide, writes effect and event. */
@ApplicationScoped
public class IdentityDirectory {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final Tenant tenant;
  private final Identities identities;
  private final Outbox outbox;

  IdentityDirectory(Tenant tenant, Identities identities, Outbox outbox) {
    this.tenant = tenant;
    this.identities = identities;
    this.outbox = outbox;
  }

  /** Adds an identity. */
  public Uni<Outcome> create(String organization, IdentityCommand.Create command) {
    String id = ManagedId.of(IDS.generate());
    Outcome outcome = IdentityLifecycle.create(organization, id, command, now());
    return written(tenant.transaction(organization, () -> write(outcome, identities::insert)));
  }

  /** Changes or ends an identity. */
  public Uni<Outcome> change(String organization, String id, IdentityCommand command) {
    return written(
        tenant.transaction(
            organization,
            () ->
                identities
                    .lock(organization, id)
                    .map(state -> IdentityLifecycle.decide(state, command, now()))
                    .chain(outcome -> write(outcome, identities::update))));
  }

  /** An identity that is not deleted. */
  public Uni<Optional<StoredIdentity>> find(String organization, String id) {
    return tenant.transaction(
        organization,
        () -> identities.load(organization, id).map(found -> found.filter(i -> !i.deleted())));
  }

  /** A page of the organization's identities. */
  public Uni<Identities.Page> page(
      String organization, Optional<Filter> filter, int offset, int limit) {
    return tenant.transaction(
        organization, () -> identities.page(organization, filter, offset, limit));
  }

  // INVARIANT: the row and its event are written in the transaction that this runs in.
  private Uni<Outcome> write(Outcome outcome, Function<StoredIdentity, Uni<Void>> write) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          write
              .apply(accepted.identity())
              .chain(() -> outbox.add(Topics.IDENTITIES, accepted.event()))
              .replaceWith(outcome);
      case Outcome.Unchanged _, Outcome.Rejected _ -> Uni.createFrom().item(outcome);
    };
  }

  /** A unique value that somebody else has is an outcome, not a failure. */
  private static Uni<Outcome> written(Uni<Outcome> transaction) {
    return transaction
        .onFailure(failure -> Identities.takenAttribute(failure).isPresent())
        .recoverWithItem(
            failure -> new Outcome.Taken(Identities.takenAttribute(failure).orElseThrow()));
  }

  /** PostgreSQL keeps microseconds; what is answered must be what is read back. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
