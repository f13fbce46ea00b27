package io.bailiwick.gateway;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests of one organization without a pause, until it is closed. */
record Flood(AtomicBoolean on, CompletableFuture<Void> refused) implements AutoCloseable {

  static Flood of(Tenant tenant) {
    Flood flood = new Flood(new AtomicBoolean(true), new CompletableFuture<>());
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/scim/v2/%s/ServiceProviderConfig"
                        .formatted(RestAssured.port, tenant.id())))
            .header("Authorization", "Bearer " + tenant.token())
            .build();
    for (int i = 0; i < 150; i++) {
      Thread.ofVirtual().start(() -> flood.send(client, request));
    }
    return flood;
  }

  private void send(HttpClient client, HttpRequest request) {
    try {
      while (on.get()) {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 429) {
          refused.complete(null);
        }
      }
    } catch (IOException | InterruptedException e) {
      refused.completeExceptionally(e);
    }
  }

  void awaitRefusal() {
    refused.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    on.set(false);
  }
}
