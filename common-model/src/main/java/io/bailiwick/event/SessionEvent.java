package io.bailiwick.event;

import io.bailiwick.model.EndedSession;
import java.time.Instant;

/** The end of a session, on {@link Topics#SESSIONS}. */
public sealed interface SessionEvent extends LifecycleEvent {

  EndedSession session();

  record Ended(EndedSession session) implements SessionEvent {}

  @Override
  default EventType type() {
    return switch (this) {
      case Ended _ -> EventType.SESSION_ENDED;
    };
  }

  @Override
  default String key() {
    return session().id();
  }

  /** Returns 1, because a session ends once. */
  @Override
  default long version() {
    return 1;
  }

  @Override
  default String organization() {
    return session().organization();
  }

  @Override
  default Instant time() {
    return session().endedAt();
  }

  @Override
  default Object data() {
    return session();
  }
}
