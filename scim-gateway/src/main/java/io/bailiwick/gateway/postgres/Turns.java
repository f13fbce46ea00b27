package io.bailiwick.gateway.postgres;

import io.bailiwick.outbox.NoConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets so many transactions of one organization run at a time, per replica; more of them wait in
 * their order. One organization that waits for its own locks leaves connections to the others.
 */
final class Turns {
  private static final Object TAKEN = Turns.class;

  private final int atOnce;
  private final int mostWaiting;
  private final Map<String, Line> lines = new HashMap<>();

  Turns(int atOnce, int mostWaiting) {
    this.atOnce = atOnce;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Runs work when it is its turn; work within that work has the same one.
   *
   * @return fails with {@link NoConnection} if too many wait already
   */
  <T> Uni<T> take(String organization, Supplier<Uni<T>> work) {
    Context context = Vertx.currentContext();
    if (context == null || context.getLocal(TAKEN) != null) {
      return work.get();
    }
    return Uni.createFrom()
        .emitter(
            out ->
                enter(
                    organization,
                    // On the request's own context, whoever gives way: its session lives there.
                    () -> context.runOnContext(go -> run(organization, context, work, out))));
  }

  private <T> void run(
      String organization, Context context, Supplier<Uni<T>> work, UniEmitter<? super T> out) {
    context.putLocal(TAKEN, true);
    Uni.createFrom()
        .deferred(work::get)
        .onTermination()
        .invoke(
            () -> {
              context.removeLocal(TAKEN);
              leave(organization);
            })
        .subscribe()
        .with(out::complete, out::fail);
  }

  private synchronized void enter(String organization, Runnable turn) {
    Line line = lines.computeIfAbsent(organization, id -> new Line());
    if (line.running < atOnce) {
      line.running++;
      turn.run();
    } else if (line.waiting.size() < mostWaiting) {
      line.waiting.add(turn);
    } else {
      throw new NoConnection();
    }
  }

  private synchronized void leave(String organization) {
    Line line = lines.get(organization);
    if (line == null) {
      return;
    }
    Runnable next = line.waiting.poll();
    if (next != null) {
      next.run();
    } else if (--line.running == 0) {
      lines.remove(organization);
    }
  }

  private static final class Line {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }
}
