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
  /** The payload of a notification that asks for heartbeats. */
  static final String HEARTBEAT = "heartbeat";

  private final Pool pool;
  private final Notification entries = new Notification("notify outbox");
  private final Notification heartbeat =
      new Notification("notify outbox, '%s'".formatted(HEARTBEAT));

  OutboxSignal(Pool pool) {
    this.pool = pool;
  }

  /**
   * Notifies that a transaction with entries has committed. At most one notification is in flight.
   */
  public void committed() {
    entries.send();
  }

  /**
   * Asks for heartbeats without waiting for their interval: somebody waits until everything that is
   * committed now has arrived.
   */
  public void heartbeat() {
    heartbeat.send();
  }

  /** A notification of which at most one is in flight. */
  private final class Notification {
    private final String sql;
    private final AtomicReference<State> state = new AtomicReference<>(State.SILENT);

    Notification(String sql) {
      this.sql = sql;
    }

    void send() {
      State before =
          state.getAndUpdate(now -> now == State.SILENT ? State.NOTIFYING : State.ONCE_MORE);
      if (before == State.SILENT) {
        execute();
      }
    }

    private void execute() {
      pool.query(sql).execute().subscribe().with(sent -> after(), failure -> after());
    }

    /** Notifies again if there was a reason meanwhile, since the relay may have missed it. */
    private void after() {
      State before =
          state.getAndUpdate(now -> now == State.ONCE_MORE ? State.NOTIFYING : State.SILENT);
      if (before == State.ONCE_MORE) {
        execute();
      }
    }
  }

  private enum State {
    SILENT,
    NOTIFYING,
    ONCE_MORE
  }
}
