package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.directory.LeaverGuard;
import io.bailiwick.gateway.directory.rules.Departed;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.leavers.rules.Leaving;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Records who leaves, in the transaction of that change. It counts nothing, so that concurrent
 * departures of an organization do not wait for each other; {@link MassDeprovisioningGuard} counts.
 */
@ApplicationScoped
class LeaverWatch implements LeaverGuard {
  private final DepartureTable departures;
  private final GatewaySettings settings;

  LeaverWatch(DepartureTable departures, GatewaySettings settings) {
    this.departures = departures;
    this.settings = settings;
  }

  @Override
  public Uni<Outcome.Accepted> watch(Outcome.Accepted change) {
    String organization = change.identity().organization();
    return switch (Leaving.of(change)) {
      case Leaving.Neither _ -> Uni.createFrom().item(change);
      case Leaving.Returns _ ->
          departures.remove(organization, change.identity().id()).replaceWith(change);
      case Leaving.Departs departs -> depart(organization, departs.departed(), change);
    };
  }

  private Uni<Outcome.Accepted> depart(
      String organization, Departed departed, Outcome.Accepted change) {
    return departures
        .add(organization, departed, settings.guardWindow())
        .map(held -> held ? change.held() : change);
  }
}
