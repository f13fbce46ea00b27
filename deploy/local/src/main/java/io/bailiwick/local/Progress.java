package io.bailiwick.local;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Says in a line of its own every few seconds, and at the end, how far a long piece of work is. */
final class Progress {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private final String what;
  private final int total;
  private final AtomicInteger done = new AtomicInteger();
  private long said = System.nanoTime();

  Progress(String what, int total) {
    this.what = what;
    this.total = total;
  }

  /** One more is done. */
  void step() {
    int now = done.incrementAndGet();
    if (now == total || isDue()) {
      Main.say("   %s: %d of %d".formatted(what, now, total));
    }
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    if (now - said < PAUSE) {
      return false;
    }
    said = now;
    return true;
  }
}
