package io.bailiwick.service;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x context of a request. Its database session and its marks live there. */
public final class RequestContext {
  private RequestContext() {}

  /**
   * Continues on the present context after work on other threads.
   *
   * @param work the work; without a present context, its own thread continues
   */
  public static <T> Uni<T> resumeAfter(Uni<T> work) {
    Context context = Vertx.currentContext();
    return context == null
        ? work
        : work.emitOn(task -> context.runOnContext(ignored -> task.run()));
  }
}
