package io.bailiwick.local;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Reports the progress of a long piece of work, in a line every few seconds and at the end. */
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

  /** Counts one more finished item. */
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
