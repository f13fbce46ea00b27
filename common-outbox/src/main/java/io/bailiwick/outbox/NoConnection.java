package io.bailiwick.outbox;

/**
 * Signals that too many requests wait for a connection to PostgreSQL; the request had no effect.
 */
public final class NoConnection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoConnection() {
    super("too many requests wait for a connection to PostgreSQL", null, false, false);
  }
}
