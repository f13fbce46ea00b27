package io.bailiwick.outbox;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wakes the relay, in any replica, when a transaction with entries has committed.
 *
 * <p>The notification is not part of that transaction: PostgreSQL commits notifying transactions
 * one at a time, each with its own wait for the disk. A lost notification costs the relay's poll
 * interval.
 */
@ApplicationScoped
public class OutboxSignal {
  private final Pool pool;
  private final AtomicReference<State> state = new AtomicReference<>(State.SILENT);

  OutboxSignal(Pool pool) {
    this.pool = pool;
  }

  /**
   * Notifies that a transaction with entries has committed. At most one notification is in flight.
   */
  public void committed() {
    State before =
        state.getAndUpdate(now -> now == State.SILENT ? State.NOTIFYING : State.ONCE_MORE);
    if (before == State.SILENT) {
      send();
    }
  }

  private void send() {
    pool.query("notify outbox").execute().subscribe().with(sent -> after(), failure -> after());
  }

  /**
   * Notifies again if a transaction has committed meanwhile, since the relay may have missed it.
   */
  private void after() {
    State before =
        state.getAndUpdate(now -> now == State.ONCE_MORE ? State.NOTIFYING : State.SILENT);
    if (before == State.ONCE_MORE) {
      send();
    }
  }

  private enum State {
    SILENT,
    NOTIFYING,
    ONCE_MORE
  }
}
