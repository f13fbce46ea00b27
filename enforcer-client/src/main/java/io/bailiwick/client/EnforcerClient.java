package io.bailiwick.client;

import io.bailiwick.client.Outcome.Decided;
import io.bailiwick.client.Outcome.Rejected;
import io.bailiwick.client.Outcome.Unavailable;
import io.bailiwick.model.ManagedId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Asks the enforcer over HTTP (AuthZEN 1.0). A check always ends with a decision within the
 * deadline, and a failure is a deny with the reason {@code error}.
 *
 * <p>One client serves a whole service: it keeps connections open, and it keeps no decisions.
 */
public final class EnforcerClient implements AutoCloseable {
  private static final String PATH = "/access/v1/evaluation";
  private static final int LONGEST_ANSWER = 1 << 16;

  private static final Question WARM_UP =
      Question.of("warm-up", "repository.read", Resource.of("model", "warm-up"));
  private static final Duration WARM_UP_TIME = Duration.ofSeconds(10);

  /** Printable ASCII without {@code @}: no spelling of a managed id that the prefix would miss. */
  private static final Pattern PLAIN_ID = Pattern.compile("[!-?A-~]+");

  private final ClientSettings settings;
  private final URI address;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("enforcer-client").factory());

  public EnforcerClient(ClientSettings settings) {
    this.settings = settings;
    this.address = URI.create(settings.enforcer().toString().replaceAll("/+$", "") + PATH);
    this.clock.setRemoveOnCancelPolicy(true);
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads);
    settings.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Asks once without the deadline of checks, because the first request of a JVM takes longer. Call
   * it when the service starts, before it says that it is ready.
   *
   * @return why the enforcer could not be asked; empty if it answered
   */
  public Optional<String> warmUp() {
    return await(check(WARM_UP, WARM_UP_TIME, WARM_UP_TIME)).failure();
  }

  /** Asks, and waits for the decision. An interrupted thread gets a deny and stays interrupted. */
  public Decision await(Question question) {
    return await(check(question));
  }

  private static Decision await(CompletionStage<Decision> decision) {
    try {
      return decision.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Decision.without("the thread was interrupted", false);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check never fails with an exception", e);
    }
  }

  /** Asks without waiting; the stage never fails. */
  public CompletionStage<Decision> check(Question question) {
    return check(question, settings.hedgeAfter(), settings.deadline());
  }

  private CompletionStage<Decision> check(
      Question question, Duration hedgeAfter, Duration deadline) {
    return outcome(question, hedgeAfter, deadline)
        .thenApply(outcome -> decision(question, outcome));
  }

  private CompletableFuture<Outcome> outcome(
      Question question, Duration hedgeAfter, Duration deadline) {
    byte[] body = Wire.write(question);
    HttpRequest request;
    try {
      request = request(question, body);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Unavailable("there is no usable token"));
    }
    try {
      return new HedgedCheck(() -> send(request)).start(this::after, hedgeAfter, deadline);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(new Unavailable("the client is closed"));
    }
  }

  private HttpRequest request(Question question, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + settings.token().get())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    passOn(request, "X-Request-ID", question.requestId());
    passOn(request, "traceparent", question.traceparent());
    return request.build();
  }

  /** Sets a header that the service received from its own caller, unless it is malformed. */
  private static void passOn(HttpRequest.Builder request, String name, Optional<String> value) {
    try {
      value.ifPresent(text -> request.header(name, text));
    } catch (IllegalArgumentException malformed) {
      // The check does not depend on it.
    }
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    try {
      return http.sendAsync(
          request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Runs a task in a thread of its own, so that no caller's continuation stops the clock. */
  private Future<?> after(Duration delay, Runnable task) {
    return clock.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Decision decision(Question question, Outcome outcome) {
    return switch (outcome) {
      case Decided decided -> decided.decision();
      case Rejected rejected -> Decision.without(rejected.why(), false);
      case Unavailable unavailable ->
          Decision.without(
              unavailable.why(),
              settings.personalOnFailure() && isPersonal(question.subject()) && !mayWait(question));
    };
  }

  /**
   * Returns whether the enforcer may wait for a revision or for the key of a token. The acting
   * person can cause such a wait, so its end in a failure must never allow anything.
   */
  private static boolean mayWait(Question question) {
    return question.atLeastAsFresh().isPresent()
        || question.acting().filter(Acting.Token.class::isInstance).isPresent();
  }

  private static boolean isPersonal(String id) {
    return !ManagedId.isManaged(id) && PLAIN_ID.matcher(id).matches();
  }

  /** Ends the connections; checks that are under way and later ones are failures. */
  @Override
  public void close() {
    clock.shutdownNow();
    http.shutdownNow();
  }
}
