package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The checks that wait for a revision: a limited number, each for a limited time. A caller that
 * asks for revisions of the future cannot fill the memory with them.
 */
@Singleton
class Waits {
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Vertx vertx;
  private final Semaphore places;

  @Inject
  Waits(EnforcerSettings settings, Vertx vertx) {
    this(settings.mostWaiting(), vertx);
  }

  Waits(int most, Vertx vertx) {
    this.vertx = vertx;
    this.places = new Semaphore(most);
  }

  /**
   * Waits until the projection has reached what a check asks for.
   *
   * @param then receives the end of the wait, always; at once, if there is nothing to wait for
   */
  void await(BooleanSupplier reached, Instant deadline, Consumer<End> then) {
    if (reached.getAsBoolean()) {
      then.accept(End.REACHED);
    } else if (Instant.now().isAfter(deadline)) {
      then.accept(End.TOO_LATE);
    } else if (!places.tryAcquire()) {
      then.accept(End.TOO_MANY);
    } else {
      lookAgain(reached, deadline, then);
    }
  }

  private void lookAgain(BooleanSupplier reached, Instant deadline, Consumer<End> then) {
    vertx.setTimer(
        LOOK_AGAIN_MILLIS,
        timer -> {
          boolean isReached = reached.getAsBoolean();
          if (isReached || Instant.now().isAfter(deadline)) {
            places.release();
            then.accept(isReached ? End.REACHED : End.TOO_LATE);
          } else {
            lookAgain(reached, deadline, then);
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
