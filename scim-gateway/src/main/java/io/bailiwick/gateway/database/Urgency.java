package io.bailiwick.gateway.database;

import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Marks the running request as one that takes access away. Its transactions do not wait behind the
 * organization's other ones; see {@link Turns}.
 */
public final class Urgency {
  private static final String MARK = Urgency.class.getName();

  private Urgency() {}

  /** Marks the running request as urgent from here on. */
  public static void mark() {
    ContextLocals.put(MARK, true);
  }

  static boolean isMarked() {
    Context context = Vertx.currentContext();
    return context != null && context.getLocal(MARK) != null;
  }
}
