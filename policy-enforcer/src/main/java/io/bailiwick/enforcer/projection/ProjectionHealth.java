package io.bailiwick.enforcer.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports ready once all records present at the start have been read. It states the time before
 * which everything committed is known here; the age is a metric.
 */
@Readiness
@ApplicationScoped
public class ProjectionHealth implements HealthCheck {
  private final SubjectView view;
  private final Progress progress;

  ProjectionHealth(SubjectView view, Progress progress) {
    this.view = view;
    this.progress = progress;
  }

  void onStart(@Observes StartupEvent event, MeterRegistry metrics) {
    Gauge.builder("bailiwick.projection.age", this, ProjectionHealth::ageInSeconds)
        .description("Age of what decisions are made of")
        .baseUnit("seconds")
        .register(metrics);
    Gauge.builder("bailiwick.projection.subjects", view, SubjectView::size).register(metrics);
  }

  private double ageInSeconds() {
    return progress.isReady() ? progress.age(Instant.now()).toMillis() / 1000.0 : Double.NaN;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("projection")
        .status(progress.isReady())
        .withData("subjects", view.size())
        .withData("asOf", progress.asOf().toString())
        .build();
  }
}
