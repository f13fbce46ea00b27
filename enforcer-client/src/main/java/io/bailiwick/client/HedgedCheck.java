package io.bailiwick.client;

import io.bailiwick.client.Outcome.Unavailable;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * A check of at most two requests: the first answer wins, and the deadline ends both. The second
 * request is sent when the first is slow, or at once when it fails. A failure is often a connection
 * that the enforcer has closed, and the JDK does not repeat a POST by itself.
 */
final class HedgedCheck {
  private static final int MOST_REQUESTS = 2;

  private final Supplier<CompletableFuture<HttpResponse<byte[]>>> send;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final List<Future<?>> pending = new ArrayList<>();
  private int sent;
  private int running;

  HedgedCheck(Supplier<CompletableFuture<HttpResponse<byte[]>>> send) {
    this.send = send;
  }

  /** Sends the first request; the result is never exceptional. */
  CompletableFuture<Outcome> start(Timer timer, Duration hedgeAfter, Duration deadline) {
    addPending(timer.after(deadline, () -> end(new Unavailable("no answer in time"))));
    request();
    if (hedgeAfter.compareTo(deadline) < 0) {
      addPending(timer.after(hedgeAfter, this::request));
    }
    if (outcome.isDone()) {
      cancelPending();
    }
    return outcome;
  }

  /** Sends a request, unless there is an outcome or all requests have been sent. */
  private synchronized void request() {
    if (sent == MOST_REQUESTS || outcome.isDone()) {
      return;
    }
    sent++;
    running++;
    CompletableFuture<HttpResponse<byte[]>> request = send.get();
    addPending(request);
    CompletableFuture<?> _ =
        request.whenComplete(
            (response, _) ->
                answered(
                    response == null ? new Unavailable("no connection") : Outcome.of(response)));
  }

  private void answered(Outcome result) {
    if (!(result instanceof Unavailable) || isLast()) {
      end(result);
    }
  }

  /** Returns whether a failed request was the last; otherwise the second one is under way. */
  private synchronized boolean isLast() {
    running--;
    request();
    return running == 0;
  }

  private void end(Outcome result) {
    outcome.complete(result);
    cancelPending();
  }

  private synchronized void addPending(Future<?> future) {
    pending.add(future);
  }

  private void cancelPending() {
    List<Future<?>> rest;
    synchronized (this) {
      rest = List.copyOf(pending);
    }
    rest.forEach(future -> future.cancel(true));
  }

  /** Runs a task after a time. */
  @FunctionalInterface
  interface Timer {
    Future<?> after(Duration delay, Runnable task);
  }
}
