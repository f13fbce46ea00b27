package io.bailiwick.gateway.scim;

import io.bailiwick.service.Bulkhead;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reads large bodies on worker threads, because one takes a tenth of a second, for which the
 * others' requests on the same event loop would wait; and of one organization one after another.
 */
final class LargeBodies {
  static final int LARGE = 64 << 10;

  private static final int AT_A_TIME = 1;
  private static final int WAITING = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Bulkhead<String> bulkhead = new Bulkhead<>(AT_A_TIME, WAITING, PATIENCE);

  /**
   * What a body asks for.
   *
   * @param size how many bytes the body has
   * @param reading makes sense of it
   * @return goes on where it was asked for
   */
  <T> Uni<T> read(String organization, int size, Supplier<T> reading) {
    Context context = Vertx.currentContext();
    if (size <= LARGE || context == null) {
      return Uni.createFrom().item(reading);
    }
    return bulkhead
        .run(
            organization,
            Infrastructure.getDefaultWorkerPool(),
            () ->
                Uni.createFrom()
                    .item(reading)
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()),
            RateLimits::tooMuch)
        .emitOn(task -> context.runOnContext(ignored -> task.run()));
  }
}
