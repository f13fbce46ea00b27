package io.bailiwick.enforcer.log;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports what the decision log lacks; it is always up, because checks do not depend on it. */
@Readiness
@ApplicationScoped
public class DecisionLogHealth implements HealthCheck {
  private final DecisionLog log;

  DecisionLogHealth(DecisionLog log) {
    this.log = log;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("decision-log")
        .up()
        .withData("written", log.countWritten())
        .withData("dropped", log.countDropped())
        .build();
  }
}
