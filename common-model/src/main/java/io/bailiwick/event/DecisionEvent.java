package io.bailiwick.event;

import io.bailiwick.model.LoggedDecision;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision of an enforcer, on {@link Topics#DECISIONS}. It has no version, because it is no state
 * that a newer one replaces.
 */
public record DecisionEvent(LoggedDecision decision) implements Event {

  @Override
  public EventType type() {
    return EventType.DECISION_MADE;
  }

  /** Returns the subject, so that its decisions stay in order. */
  @Override
  public String key() {
    return decision.subject();
  }

  @Override
  public String eventId() {
    return decision.evaluationId();
  }

  @Override
  public Instant time() {
    return decision.decidedAt();
  }

  @Override
  public Optional<String> organizationId() {
    return decision.organization();
  }

  @Override
  public Object data() {
    return decision;
  }
}
