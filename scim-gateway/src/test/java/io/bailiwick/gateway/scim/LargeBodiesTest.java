package io.bailiwick.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who reads a large body waits, and nobody else. */
class LargeBodiesTest {
  private static final int LARGE = LargeBodies.LARGE + 1;

  private static final Vertx VERTX = Vertx.vertx();

  private final LargeBodies bodies = new LargeBodies();

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  private <T> CompletableFuture<T> onEventLoop(Supplier<Uni<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    VERTX
        .getOrCreateContext()
        .runOnContext(
            go -> work.get().subscribe().with(result::complete, result::completeExceptionally));
    return result;
  }

  private static boolean isOnEventLoop() {
    return Thread.currentThread().getName().contains("eventloop");
  }

  @Test
  void aLargeOneIsReadBesideTheEventLoop() {
    assertThat(
            onEventLoop(
                    () ->
                        bodies
                            .read("acme", LARGE, LargeBodiesTest::isOnEventLoop)
                            .map(read -> read + " " + isOnEventLoop()))
                .join())
        .isEqualTo("false true");
    assertThat(
            onEventLoop(
                    () -> bodies.read("acme", LargeBodies.LARGE, LargeBodiesTest::isOnEventLoop))
                .join())
        .isTrue();
  }

  @Test
  void ofAnOrganizationOneAfterAnother() {
    CountDownLatch read = new CountDownLatch(1);
    CompletableFuture<Boolean> first =
        onEventLoop(() -> bodies.read("acme", LARGE, () -> await(read)));
    CompletableFuture<Boolean> second = onEventLoop(() -> bodies.read("acme", LARGE, () -> true));
    // Behind the two in the queue of the same event loop.
    assertThat(onEventLoop(() -> bodies.read("globex", LARGE, () -> true)).join()).isTrue();
    assertThat(second).isNotDone();
    read.countDown();
    assertThat(first.join()).isTrue();
    assertThat(second.join()).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
