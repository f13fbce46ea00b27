package io.bailiwick.outbox;

/** Too many requests wait for a connection to PostgreSQL; nothing was done. */
public final class NoConnection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoConnection() {
    super("too many requests wait for a connection to PostgreSQL", null, false, false);
  }
}
