package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.projection.ReachedRevisions;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.model.Revisions;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The checks that wait for a revision: a limited number, each for a limited time. A caller that
 * asks for revisions of the future cannot fill the memory with them.
 */
@Singleton
class Waits {
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Predicate<Revisions> reached;
  private final Vertx vertx;
  private final Semaphore places;

  @Inject
  Waits(ReachedRevisions reached, EnforcerSettings settings, Vertx vertx) {
    this(reached::include, settings.mostWaiting(), vertx);
  }

  Waits(Predicate<Revisions> reached, int most, Vertx vertx) {
    this.reached = reached;
    this.vertx = vertx;
    this.places = new Semaphore(most);
  }

  /**
   * Waits for revisions.
   *
   * @param then receives the end of the wait, always; at once, if there is nothing to wait for
   */
  void await(Revisions revisions, Instant deadline, Consumer<End> then) {
    if (reached.test(revisions)) {
      then.accept(End.REACHED);
    } else if (Instant.now().isAfter(deadline)) {
      then.accept(End.TOO_LATE);
    } else if (!places.tryAcquire()) {
      then.accept(End.TOO_MANY);
    } else {
      lookAgain(revisions, deadline, then);
    }
  }

  private void lookAgain(Revisions revisions, Instant deadline, Consumer<End> then) {
    vertx.setTimer(
        LOOK_AGAIN_MILLIS,
        timer -> {
          boolean isReached = reached.test(revisions);
          if (isReached || Instant.now().isAfter(deadline)) {
            places.release();
            then.accept(isReached ? End.REACHED : End.TOO_LATE);
          } else {
            lookAgain(revisions, deadline, then);
          }
        });
  }

  /** The end of a wait. */
  enum End {
    REACHED,
    TOO_LATE,
    /** Too many others wait already. */
    TOO_MANY
  }
}
