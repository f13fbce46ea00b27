package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.service.Bulkhead;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reads large bodies on worker threads. One takes a tenth of a second, during which other requests
 * on the same event loop would wait. It reads the bodies of an organization one after another.
 */
final class LargeBodies {
  static final int LARGE = 64 << 10;

  private static final int AT_A_TIME = 1;
  private static final int WAITING = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bulkhead<String> bulkhead = new Bulkhead<>(AT_A_TIME, WAITING, PATIENCE);

  /**
   * Reads a body, a large one on a worker thread.
   *
   * @param size the body's bytes
   * @param reading parses the body
   * @return the result, on the context of the caller; 429 if other large bodies take too long
   */
  <T> Uni<T> read(String organization, int size, Supplier<T> reading) {
    if (size <= LARGE || Vertx.currentContext() == null) {
      return Uni.createFrom().item(reading);
    }
    return RequestContext.resumeAfter(
        bulkhead.run(
            organization,
            Infrastructure.getDefaultWorkerPool(),
            () ->
                Uni.createFrom()
                    .item(reading)
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()),
            LargeBodies::tooMany));
  }

  private static RefusedRequest tooMany() {
    return new RefusedRequest(
        429, "Other large requests of this organization are being read; try again later.");
  }
}
