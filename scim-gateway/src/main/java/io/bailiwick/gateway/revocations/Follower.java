package io.bailiwick.gateway.revocations;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an enforcer, with the messages that it has not taken yet. The feed adds a page
 * only if the last one is gone. So a slow follower costs the memory of one page, and misses
 * nothing.
 *
 * <p>The feed's thread adds; all else runs on the context of the connection.
 */
final class Follower {
  private final Executor context;
  private final Runnable disconnect;
  private final Instant ends;
  private final Queue<Message> waiting = new ArrayDeque<>();
  private @Nullable UniEmitter<? super Message> reader;

  /** Only the feed's thread uses it. */
  private Position position;

  /**
   * Creates a follower at a position.
   *
   * @param context runs tasks one after another
   * @param disconnect closes the connection
   * @param lifetime the time after which the follower must show its token again
   */
  Follower(Position position, Executor context, Runnable disconnect, Duration lifetime) {
    this.position = position;
    this.context = context;
    this.disconnect = disconnect;
    this.ends = Instant.now().plus(lifetime);
  }

  Position position() {
    return position;
  }

  /** Returns whether a page can be added. */
  synchronized boolean hasRoom() {
    return waiting.isEmpty();
  }

  /** Adds the messages of a page, which lead to a position. */
  void add(List<Message> page, Position next) {
    position = next;
    synchronized (this) {
      waiting.addAll(page);
    }
    context.execute(this::deliver);
  }

  /** Returns the next message when there is one; the connection asks for one at a time. */
  Uni<Message> next() {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              synchronized (this) {
                reader = emitter;
              }
              context.execute(this::deliver);
            });
  }

  // INVARIANT: by a task of its own. The connection asks for the next message while it takes this
  // one, so a call from there would need a stack as deep as the page.
  private void deliver() {
    UniEmitter<? super Message> emitter;
    Message next;
    synchronized (this) {
      emitter = reader;
      next = emitter == null ? null : waiting.poll();
      if (next != null) {
        reader = null;
      }
    }
    if (emitter != null && next != null) {
      emitter.complete(next);
    }
  }

  boolean hasEnded(Instant now) {
    return now.isAfter(ends);
  }

  void disconnect() {
    disconnect.run();
  }
}
