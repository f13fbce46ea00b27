package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few works of a key at a time, whatever becomes of those who asked for them. */
class BulkheadTest {
  private final Bulkhead<String> bulkhead = new Bulkhead<>(2, 2, Duration.ofMillis(500));
  private final List<UniEmitter<? super String>> running = new ArrayList<>();

  private UniAssertSubscriber<String> ask(String key) {
    return bulkhead
        .run(
            key,
            Runnable::run,
            () -> Uni.createFrom().<String>emitter(running::add),
            () -> new IllegalStateException("too many"))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void runsTwoLetsTwoWaitAndRefusesTheRest() {
    UniAssertSubscriber<String> first = ask("a");
    ask("a");
    UniAssertSubscriber<String> third = ask("a");
    ask("a");
    ask("a").assertFailedWith(IllegalStateException.class, "too many");
    assertThat(running).hasSize(2);
    ask("b");
    assertThat(running).hasSize(3);

    running.getFirst().complete("done");
    first.assertCompleted().assertItem("done");
    assertThat(running).hasSize(4);
    running.getLast().fail(new IllegalArgumentException("broken"));
    third.assertFailedWith(IllegalArgumentException.class, "broken");
    assertThat(running).hasSize(5);
  }

  @Test
  void whoGoesMakesRoomWaitingOrRunning() {
    UniAssertSubscriber<String> first = ask("a");
    ask("a");
    UniAssertSubscriber<String> third = ask("a");
    UniAssertSubscriber<String> fourth = ask("a");
    third.cancel();
    ask("a").assertNotTerminated();
    assertThat(running).hasSize(2);
    first.cancel();
    assertThat(running).hasSize(3);
    running.getLast().complete("the fourth");
    fourth.assertItem("the fourth");
    assertThat(running).hasSize(4);
  }

  @Test
  void whatRunsAtOnceOrNotAtAllWaitsForNobody() {
    UniAssertSubscriber<String> first = askAtOnce("a");
    first.assertNotTerminated();
    ask("a");
    askAtOnce("a").assertItem("something else");
    UniAssertSubscriber<String> third = ask("a");
    running.getFirst().complete("done");
    first.assertItem("done");
    assertThat(running).hasSize(3);
    askAtOnce("a").assertItem("something else");
    running.getLast().complete("the third");
    third.assertItem("the third");
    askAtOnce("a").cancel();
    askAtOnce("a").assertNotTerminated();
    assertThat(running).hasSize(5);
  }

  private UniAssertSubscriber<String> askAtOnce(String key) {
    return bulkhead
        .runAtOnce(
            key,
            () -> Uni.createFrom().<String>emitter(running::add),
            () -> Uni.createFrom().item("something else"))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void nobodyWaitsForLong() {
    ask("a");
    ask("a");
    UniAssertSubscriber<String> third = ask("a");
    third.awaitFailure().assertFailedWith(IllegalStateException.class, "too many");
    running.getFirst().complete("done");
    assertThat(running).hasSize(2);
    ask("a");
    assertThat(running).hasSize(3);
  }
}
