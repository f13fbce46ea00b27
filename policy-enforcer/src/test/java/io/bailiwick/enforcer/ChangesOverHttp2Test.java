package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.changes.Changes;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The change stream over HTTP/2, where it is one of many streams of a connection. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ChangesOverHttp2Test extends Checks {
  @Inject Changes changes;
  @Inject Vertx vertx;

  /** A caller's checks share the connection with its stream, and outlive it. */
  @Test
  void theEndOfAStreamIsNotTheEndOfAnHttp2Connection() throws Exception {
    HttpClientOptions http2 =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2MaxPoolSize(1)
            .setDefaultPort(RestAssured.port);
    HttpClient client = vertx.createHttpClient(http2);
    try {
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      HttpConnection connection =
          now(
              client
                  .request(HttpMethod.GET, ChangesOverHttpTest.PATH)
                  .compose(
                      request ->
                          request.putHeader("Authorization", ChangesOverHttpTest.bearer()).send())
                  .map(
                      stream -> {
                        stream.exceptionHandler(ended::complete);
                        return stream.request().connection();
                      }));
      AtomicBoolean closed = new AtomicBoolean();
      connection.closeHandler(none -> closed.set(true));
      changes.heartbeat(Instant.now().plus(Duration.ofHours(2)));
      assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
      HttpClientResponse next =
          now(
              client
                  .request(HttpMethod.GET, "/.well-known/authzen-configuration")
                  .compose(HttpClientRequest::send));
      assertThat(next.statusCode()).isEqualTo(200);
      assertThat(next.request().connection()).isSameAs(connection);
      assertThat(closed).isFalse();
    } finally {
      now(client.close());
    }
  }

  private static <T> T now(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
