package io.bailiwick.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes bulk publishers wait until the outbox is nearly empty. Entries are published in order, and
 * deactivations must not wait for the whole state of a topic.
 */
@ApplicationScoped
public class OutboxRoom {
  private static final int FULL = 1000;
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final String WAITING =
      "select count(*) from (select 1 from outbox limit %d) waiting".formatted(FULL);

  private final Pool pool;
  private final Vertx vertx;

  OutboxRoom(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.vertx = vertx;
  }

  /** Completes when there is room, on the caller's context. */
  public Uni<Void> await() {
    return pool.query(WAITING)
        .execute()
        .chain(
            rows ->
                rows.iterator().next().getLong(0) < FULL
                    ? Uni.createFrom().voidItem()
                    : aWhile().chain(this::await));
  }

  private Uni<Void> aWhile() {
    return Uni.createFrom()
        .emitter(done -> vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> done.complete(null)));
  }
}
