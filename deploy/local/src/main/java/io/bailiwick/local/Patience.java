package io.bailiwick.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Retries requests that a target did not acknowledge, as identity providers do. It reports this. It
 * gives up for all senders at once if the target has acknowledged nothing for long.
 */
final class Patience {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BEFORE_WORDS = Duration.ofSeconds(3);

  private final String target;
  private final Duration most;
  private final Consumer<String> say;
  private @Nullable Instant failingSince;
  private boolean said;

  Patience(String target, Duration most, Consumer<String> say) {
    this.target = target;
    this.most = most;
    this.say = say;
  }

  /** Sends until it is acknowledged; fails with the reason of the last attempt. */
  void send(Push push) throws InterruptedException {
    Instant deadline = Instant.now().plus(most);
    while (true) {
      try {
        push.send();
        acknowledged();
        return;
      } catch (IOException | IllegalStateException e) {
        refused(CallFailure.at(target, e), deadline, e);
      }
      Thread.sleep(PAUSE);
    }
  }

  private synchronized void acknowledged() {
    if (said) {
      say.accept("   " + target + " answers again.");
    }
    failingSince = null;
    said = false;
  }

  private synchronized void refused(String why, Instant deadline, Exception failure) {
    Instant now = Instant.now();
    if (failingSince == null) {
      failingSince = now;
    }
    if (now.isAfter(deadline) || now.isAfter(failingSince.plus(most))) {
      throw new IllegalStateException(
          "gave up after " + Format.seconds(most) + ": " + why, failure);
    }
    if (!said && now.isAfter(failingSince.plus(BEFORE_WORDS))) {
      said = true;
      say.accept("   " + why + " Trying again for " + Format.seconds(most) + " ...");
    }
  }

  /**
   * A request without a result, so that a hundred thousand answers are not kept until the last one.
   */
  interface Push {
    void send() throws IOException, InterruptedException;
  }
}
