package io.bailiwick.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Reports whether the relay's thread is alive: without it no event would leave the outbox. */
@Liveness
@ApplicationScoped
class RelayHealth implements HealthCheck {
  private final OutboxRelay relay;

  RelayHealth(OutboxRelay relay) {
    this.relay = relay;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("outbox relay").status(relay.isAlive()).build();
  }
}
