package io.bailiwick.gateway.database;

import io.bailiwick.outbox.NoConnection;
import io.bailiwick.service.Bulkhead;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Lets so many transactions of one organization run at a time, per replica; more of them wait in
 * their order. One organization that waits for its own locks leaves connections to the others.
 */
final class Turns {
  /** Of the 16 connections that a replica has. */
  private static final int AT_ONCE = 8;

  /** More of them, for what is urgent: where the others wait for locks, it goes on. */
  private static final int RESERVED = 2;

  private static final int MOST_WAITING = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** That a transaction of this context has its turn. */
  private static final Object TAKEN = Turns.class;

  private final Bulkhead<String> all = new Bulkhead<>(AT_ONCE, MOST_WAITING, PATIENCE);
  private final Bulkhead<String> reserve = new Bulkhead<>(RESERVED, MOST_WAITING, PATIENCE);

  /**
   * Runs work when it is its turn; work within that work has the same one.
   *
   * @param urgent whether it may have a turn of the reserve if it would have to wait
   * @return fails with {@link NoConnection} if too many wait already, or its turn does not come in
   *     time
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
        // On the request's own context, whoever gives way: its session lives there.
        go -> context.runOnContext(turn -> go.run()),
        work,
        NoConnection::new);
  }
}
