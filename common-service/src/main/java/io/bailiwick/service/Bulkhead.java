package io.bailiwick.service;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a limited number of tasks of each key at a time; some more wait for their turn, and the rest
 * are rejected.
 *
 * @param <K> the key whose tasks are counted together
 */
public final class Bulkhead<K> {
  private final int most;
  private final int mostWaiting;
  private final Duration patience;
  private final Map<K, Lane> lanes = new HashMap<>();

  /**
   * Creates a bulkhead.
   *
   * @param most the greatest number of tasks of a key that run at a time
   * @param mostWaiting the greatest number of tasks that wait
   * @param patience the time after which a waiting task is rejected
   */
  public Bulkhead(int most, int mostWaiting, Duration patience) {
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  /**
   * Runs a task when it is its turn.
   *
   * @param executor runs a task that had to wait, instead of the thread of the task before
   * @param refused creates the failure of a task that is rejected
   */
  public <T> Uni<T> run(
      K key, Executor executor, Supplier<Uni<T>> work, Supplier<? extends Throwable> refused) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Turn turn = new Turn(executor);
              return Uni.createFrom()
                  .<Void>emitter(
                      emitter -> {
                        turn.emitter = emitter;
                        switch (enter(key, turn, mostWaiting)) {
                          case RUNNING -> emitter.complete(null);
                          case WAITING -> refuseLater(turn, refused);
                          case OVER -> emitter.fail(refused.get());
                        }
                      })
                  .chain(work::get)
                  .onTermination()
                  .invoke(() -> leave(key, turn));
            });
  }

  /** Runs a task if it need not wait; otherwise runs its replacement. */
  public <T> Uni<T> runAtOnce(K key, Supplier<Uni<T>> work, Supplier<Uni<T>> otherwise) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Turn turn = new Turn(Runnable::run);
              return enter(key, turn, 0) == State.RUNNING
                  ? Uni.createFrom()
                      .deferred(work::get)
                      .onTermination()
                      .invoke(() -> leave(key, turn))
                  : otherwise.get();
            });
  }

  private void refuseLater(Turn turn, Supplier<? extends Throwable> refused) {
    UniEmitter<? super Void> waiting = turn.emitter;
    if (waiting != null) {
      var _ =
          Infrastructure.getDefaultWorkerPool()
              .schedule(
                  // This has no effect on a task that has had its turn.
                  () -> turn.executor.execute(() -> waiting.fail(refused.get())),
                  patience.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private synchronized State enter(K key, Turn turn, int mostBefore) {
    Lane lane = lanes.computeIfAbsent(key, first -> new Lane());
    if (lane.running < most) {
      lane.running++;
      turn.state = State.RUNNING;
    } else if (lane.waiting.size() < mostBefore) {
      lane.waiting.add(turn);
      turn.state = State.WAITING;
    }
    return turn.state;
  }

  // INVARIANT: a running task that leaves makes room exactly once, also if no subscriber waits for
  // its result any more.
  private void leave(K key, Turn turn) {
    Turn next = left(key, turn);
    if (next != null && next.emitter != null) {
      UniEmitter<? super Void> waiting = next.emitter;
      next.executor.execute(() -> waiting.complete(null));
    }
  }

  private synchronized @Nullable Turn left(K key, Turn turn) {
    State before = turn.state;
    turn.state = State.OVER;
    Lane lane = lanes.get(key);
    if (lane == null || before == State.OVER) {
      return null;
    }
    if (before == State.WAITING) {
      lane.waiting.remove(turn);
      return null;
    }
    Turn next = lane.waiting.poll();
    if (next != null) {
      next.state = State.RUNNING;
      return next;
    }
    lane.running--;
    if (lane.running == 0) {
      lanes.remove(key);
    }
    return null;
  }

  private enum State {
    WAITING,
    RUNNING,
    OVER
  }

  private static final class Turn {
    private final Executor executor;
    private State state = State.OVER;
    private @Nullable UniEmitter<? super Void> emitter;

    private Turn(Executor executor) {
      this.executor = executor;
    }
  }

  private static final class Lane {
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int running;
  }
}
