package io.bailiwick.service;

import io.smallrye.mutiny.Uni;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A request to another service by the client of the JDK, and its answer as text. */
public final class HttpExchange {
  private HttpExchange() {}

  // INVARIANT: an exchange is ended when its caller has given up. Otherwise a server that drips its
  // answer would keep its connection open forever.
  /**
   * Sends a request when somebody subscribes.
   *
   * @param longest the bytes of the longest answer that is accepted
   */
  public static Uni<HttpResponse<String>> send(
      HttpClient client, HttpRequest request, long longest) {
    return Uni.createFrom()
        .deferred(
            () -> {
              CompletableFuture<HttpResponse<String>> exchange =
                  client.sendAsync(
                      request,
                      BodyHandlers.limiting(
                          BodyHandlers.ofString(StandardCharsets.UTF_8), longest));
              return Uni.createFrom()
                  .completionStage(exchange)
                  .onCancellation()
                  .invoke(() -> exchange.cancel(true));
            });
  }
}
