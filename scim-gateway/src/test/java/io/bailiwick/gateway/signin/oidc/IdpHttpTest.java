package io.bailiwick.gateway.signin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity providers are named by people who must not reach the machines around the gateway. */
class IdpHttpTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "bailiwick.gateway.url", "https://gateway.example",
          "bailiwick.gateway.token-pepper", "x",
          "bailiwick.gateway.encryption-key", "x");

  private static final Connection CONNECTION = of("acme");

  private static Connection of(String organization) {
    return Connection.draft(
        "con_1",
        organization,
        ConnectionSettings.initial(URI.create("https://idp.example"), "client"),
        Optional.empty(),
        Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://192.0.0.8/",
        "https://[2002:7f00:1::1]/",
        "https://[2001:0:7f00:1::1]/",
        "https://224.0.0.1/",
        "http://93.184.215.14/"
      })
  void onlyPublicHostsAreCalled(String url) {
    IdpHttp http = http(Map.of());
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> http.get(CONNECTION, URI.create(url)).await().indefinitely())
        .withMessageContaining("private network");
  }

  /** A provider that drips its answer must not keep a connection that nobody waits for. */
  @Test
  void whatTakesTooLongIsEndedAtTheProviderToo() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    HttpServer provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext("/", exchange -> drip(exchange, ended));
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.start();
    try {
      IdpHttp http =
          http(
              Map.of(
                  "bailiwick.gateway.private-identity-providers", "true",
                  "bailiwick.gateway.identity-provider-timeout", "PT0.5S"));
      URI uri = URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/");
      assertThatExceptionOfType(CheckFailed.class)
          .isThrownBy(() -> http.get(CONNECTION, uri).await().indefinitely());
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      provider.stop(0);
    }
  }

  /** A provider that answers slowly holds few of this service's connections, and nobody is lost. */
  @Test
  void fewCallsOfAConnectionGoOutAtATime() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HttpServer provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    provider.createContext(
        "/",
        exchange -> {
          try (exchange) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(50);
            now.decrementAndGet();
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.start();
    try {
      IdpHttp http = http(Map.of("bailiwick.gateway.private-identity-providers", "true"));
      URI uri = URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/");
      List<CompletableFuture<String>> calls =
          Stream.generate(() -> http.get(CONNECTION, uri).subscribeAsCompletionStage())
              .limit(60)
              .toList();
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
      assertThat(most.get()).isBetween(2, 16);
    } finally {
      provider.stop(0);
    }
  }

  /** A look-up cannot be ended: those that nobody waits for any more stay few, and on their own. */
  @Test
  void aNameServerThatNeverAnswersHoldsUpNobodyElse() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Set<Thread> asking = ConcurrentHashMap.newKeySet();
    IdpHttp http =
        new IdpHttp(
            settings(Map.of("bailiwick.gateway.identity-provider-timeout", "PT0.2S")),
            new SimpleMeterRegistry()) {
          @Override
          InetAddress[] addresses(String host) throws UnknownHostException {
            if (host.endsWith(".silent.example")) {
              asking.add(Thread.currentThread());
              answered(answer);
            }
            return InetAddress.getAllByName("127.0.0.1");
          }
        };
    try {
      List<CompletableFuture<String>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        URI uri = URI.create("https://host-" + i + ".silent.example/");
        calls.add(http.get(CONNECTION, uri).subscribeAsCompletionStage());
      }
      for (CompletableFuture<String> call : calls) {
        assertThat(call).failsWithin(Duration.ofSeconds(10));
      }
      assertThat(asking).hasSize(2).allMatch(thread -> thread.getName().startsWith("host-look-up"));
      assertThatExceptionOfType(CheckFailed.class)
          .isThrownBy(
              () -> http.get(of("globex"), URI.create("https://x.example/")).await().indefinitely())
          .withMessageContaining("private network");
    } finally {
      answer.countDown();
      http.close();
    }
  }

  private static void answered(CountDownLatch answer) {
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A byte now and then, for a minute at most, until nobody takes it any more. */
  private static void drip(HttpExchange exchange, CountDownLatch ended) {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      for (int i = 0; i < 1200; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Thread.sleep(50);
      }
    } catch (IOException closed) {
      ended.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static IdpHttp http(Map<String, String> more) {
    return new IdpHttp(settings(more), new SimpleMeterRegistry());
  }

  private static GatewaySettings settings(Map<String, String> more) {
    return new SmallRyeConfigBuilder()
        .withMapping(GatewaySettings.class)
        .withDefaultValues(REQUIRED)
        .withDefaultValues(more)
        .build()
        .getConfigMapping(GatewaySettings.class);
  }
}
