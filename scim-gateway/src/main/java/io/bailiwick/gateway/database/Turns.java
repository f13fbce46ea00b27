package io.bailiwick.gateway.database;

import io.bailiwick.outbox.NoConnection;
import io.bailiwick.service.Bulkhead;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Limits the concurrent transactions of an organization on a replica; further ones wait in order.
 * So an organization that waits for its own locks leaves connections to the others.
 */
final class Turns {
  /** The concurrent transactions of an organization, out of the 16 connections of a replica. */
  private static final int AT_ONCE = 8;

  /** The additional turns of urgent transactions, which go on while the others wait for locks. */
  private static final int RESERVED = 2;

  private static final int MOST_WAITING = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Marks a context whose transaction has its turn. */
  private static final Object TAKEN = Turns.class;

  private final Bulkhead<String> all = new Bulkhead<>(AT_ONCE, MOST_WAITING, PATIENCE);
  private final Bulkhead<String> reserve = new Bulkhead<>(RESERVED, MOST_WAITING, PATIENCE);

  /**
   * Runs work when its turn comes. Work within that work shares its turn.
   *
   * @param urgent whether the work may take a reserved turn instead of waiting
   * @return fails with {@link NoConnection} if too many wait already, or if the turn does not come
   *     in time
   */
  <T> Uni<T> take(String organization, boolean urgent, Supplier<Uni<T>> work) {
    Context context = Vertx.currentContext();
    if (context == null || context.getLocal(TAKEN) != null) {
      return work.get();
    }
    Supplier<Uni<T>> marked =
        () -> {
          context.putLocal(TAKEN, true);
          return Uni.createFrom()
              .deferred(work::get)
              .onTermination()
              .invoke(() -> context.removeLocal(TAKEN));
        };
    return urgent
        ? all.runAtOnce(organization, marked, () -> await(reserve, organization, context, marked))
        : await(all, organization, context, marked);
  }

  private static <T> Uni<T> await(
      Bulkhead<String> turns, String organization, Context context, Supplier<Uni<T>> work) {
    return turns.run(
        organization,
        // The work runs on the request's own context, because its session lives there.
        go -> context.runOnContext(turn -> go.run()),
        work,
        NoConnection::new);
  }
}
