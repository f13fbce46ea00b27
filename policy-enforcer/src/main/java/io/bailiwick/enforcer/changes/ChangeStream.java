package io.bailiwick.enforcer.changes;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The changes that one reader has not taken yet, in a bounded buffer. If it overflows, a reset
 * takes the place of all that waits: a burst of changes costs the reader its memory, not its
 * connection.
 *
 * <p>Any thread tells of changes. All else runs on the reader's context.
 */
final class ChangeStream {
  static final int MOST = 1024;

  private final Executor context;
  private final Runnable disconnect;
  private final Instant ends;
  private final Queue<Change> waiting = new MpscAtomicArrayQueue<>(MOST);

  /** Whether the reader must forget everything: at the beginning, and after an overflow. */
  private final AtomicBoolean resetDue = new AtomicBoolean(true);

  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable UniEmitter<? super Change> reader;
  private final AtomicLong taken = new AtomicLong();
  private long takenBefore = -1;

  /**
   * Creates a stream that begins with a reset.
   *
   * @param context runs tasks one after another
   * @param disconnect closes the reader's connection
   * @param lifetime the time after which the reader must show its token again
   */
  ChangeStream(Executor context, Runnable disconnect, Duration lifetime) {
    this.context = context;
    this.disconnect = disconnect;
    this.ends = Instant.now().plus(lifetime);
  }

  /** Returns the next change when there is one; the reader asks for one at a time. */
  Uni<Change> next() {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              reader = emitter;
              schedule();
            });
  }

  /** Adds a change, unless a reset is due, which says more. */
  void tell(Change change) {
    if (resetDue.get()) {
      return;
    }
    if (!waiting.offer(change)) {
      resetDue.set(true);
    }
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      context.execute(this::deliver);
    }
  }

  // INVARIANT: one at a time, and by a task of its own. The reader asks for the next change while
  // it takes this one, so a loop or a call from there would need a stack as deep as the buffer.
  private void deliver() {
    scheduled.set(false);
    UniEmitter<? super Change> emitter = reader;
    Change next = emitter == null ? null : take();
    if (emitter != null && next != null) {
      reader = null;
      taken.incrementAndGet();
      emitter.complete(next);
    }
  }

  // INVARIANT: first the flag, then the buffer. What is lost in between had been applied before the
  // reset is sent. What comes later is kept, or makes another reset due.
  private @Nullable Change take() {
    if (!resetDue.getAndSet(false)) {
      return waiting.poll();
    }
    for (int dropped = 0; dropped < MOST && waiting.poll() != null; dropped++) {
      // the reset says it all
    }
    return new Change.Reset();
  }

  /** Returns whether something waits, and the reader took nothing since the last call. */
  boolean standsStill() {
    long takenNow = taken.get();
    boolean still = (resetDue.get() || !waiting.isEmpty()) && takenNow == takenBefore;
    takenBefore = takenNow;
    return still;
  }

  boolean hasEnded(Instant now) {
    return now.isAfter(ends);
  }

  void disconnect() {
    disconnect.run();
  }
}
