package io.bailiwick.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the relay's thread is: without it nothing would ever leave the outbox. */
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
