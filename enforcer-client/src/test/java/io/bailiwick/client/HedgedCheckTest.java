package io.bailiwick.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.client.Outcome.Unavailable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The requests of a check, with a clock that the test moves. */
class HedgedCheckTest {
  private static final Duration HEDGE = Duration.ofMillis(30);
  private static final Duration DEADLINE = Duration.ofMillis(100);

  private final List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private final HedgedCheck check =
      new HedgedCheck(
          () -> {
            requests.add(new CompletableFuture<>());
            return requests.getLast();
          });

  private CompletableFuture<Outcome> start(Duration hedgeAfter) {
    return check.start(this::alarm, hedgeAfter, DEADLINE);
  }

  private Future<?> alarm(Duration delay, Runnable task) {
    alarms.add(new Alarm(delay, task, new CompletableFuture<>()));
    return alarms.getLast().handle();
  }

  private void passes(Duration time) {
    List.copyOf(alarms).stream()
        .filter(alarm -> alarm.after().equals(time))
        .forEach(alarm -> alarm.task().run());
  }

  @Test
  void theSecondRequestIsTheLastAndTheDeadlineCancelsBoth() {
    CompletableFuture<Outcome> outcome = start(HEDGE);
    assertThat(requests).hasSize(1);
    passes(HEDGE);
    passes(HEDGE);
    assertThat(requests).hasSize(2);
    assertThat(outcome).isNotDone();
    passes(DEADLINE);
    assertThat(outcome).isCompletedWithValue(new Unavailable("no answer in time"));
    assertThat(requests).allMatch(Future::isCancelled);
    assertThat(alarms).allMatch(alarm -> alarm.handle().isCancelled());
  }

  @Test
  void oneFailureDoesNotEndACheckWhoseOtherRequestRuns() {
    CompletableFuture<Outcome> outcome = start(HEDGE);
    passes(HEDGE);
    requests.getLast().completeExceptionally(new IOException("reset"));
    assertThat(outcome).isNotDone();
    requests.getFirst().completeExceptionally(new IOException("reset"));
    assertThat(outcome).isCompletedWithValue(new Unavailable("no connection"));
    assertThat(requests).hasSize(2);
  }

  @Test
  void aFailureIsRepeatedWithoutAHedgeToo() {
    CompletableFuture<Outcome> outcome = start(DEADLINE);
    assertThat(alarms).hasSize(1);
    requests.getFirst().completeExceptionally(new IOException("reset"));
    assertThat(requests).hasSize(2);
    passes(DEADLINE);
    passes(HEDGE);
    assertThat(outcome).isCompletedWithValue(new Unavailable("no answer in time"));
    assertThat(requests).hasSize(2);
  }

  private record Alarm(Duration after, Runnable task, CompletableFuture<?> handle) {}
}
