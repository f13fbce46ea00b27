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
 * Runs a few works of a key at a time; some more wait for their turn, and the rest are refused.
 *
 * @param <K> whose works are counted together
 */
public final class Bulkhead<K> {
  private final int most;
  private final int mostWaiting;
  private final Duration patience;
  private final Map<K, Lane> lanes = new HashMap<>();

  /**
   * A bulkhead.
   *
   * @param most how many works of a key run at a time
   * @param mostWaiting how many more may wait
   * @param patience for how long one waits before it is refused
   */
  public Bulkhead(int most, int mostWaiting, Duration patience) {
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  /**
   * Runs a work when it is its turn.
   *
   * @param executor what it goes on with if it had to wait: not the thread of the one before
   * @param refused makes the failure of a work that may not even wait
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

  /** Runs a work if nothing has to wait for it; otherwise what takes its place. */
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
                  // Without effect on one that has had its turn.
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

  // INVARIANT: whoever leaves while it is running makes room, once, also if nobody waits for what
  // comes of it any more.
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
