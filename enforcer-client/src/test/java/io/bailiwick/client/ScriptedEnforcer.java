package io.bailiwick.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server that answers as a test tells it: each reply once, the last one repeatedly. */
public final class ScriptedEnforcer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Reply last = answer(500, "");

  public ScriptedEnforcer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            exchange.getRemoteAddress().getPort(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("X-Request-ID"),
            exchange.getRequestHeaders().getFirst("traceparent")));
    Reply reply = replies.poll();
    try (exchange) {
      (reply == null ? last : reply).to(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets the replies to the next requests; the last of them is repeated. */
  public ScriptedEnforcer replies(Reply... next) {
    last = next[next.length - 1];
    replies.addAll(List.of(next));
    return this;
  }

  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  public List<Request> requests() {
    return requests;
  }

  /** Replies with a decision. */
  public static Reply decides(boolean allowed, String reason) {
    return answer(
        200, "{\"decision\":" + allowed + ",\"context\":{\"reason\":\"" + reason + "\"}}");
  }

  static Reply answer(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Closes the connection without a reply. */
  static Reply drops() {
    return _ -> {};
  }

  /** Closes the connection in the middle of a reply that begins like a permit. */
  static Reply breaksOff() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"decision\":true,".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      throw new IOException("breaks off");
    };
  }

  /** Never replies. */
  Reply hangs() {
    return _ -> end.await();
  }

  /**
   * Replies only after the decision, and counts down when it sees that the client has closed the
   * connection.
   */
  static Reply isTooSlow(CountDownLatch decided, CountDownLatch cancelled) {
    return exchange -> {
      decided.await();
      try {
        exchange.sendResponseHeaders(200, 0);
        for (int sent = 0; sent < 5000; sent++) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          Thread.sleep(1);
        }
      } catch (IOException e) {
        cancelled.countDown();
      }
    };
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** A reply to a request. */
  @FunctionalInterface
  public interface Reply {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** A request that was received, and the port that it came from. */
  public record Request(
      String path,
      int port,
      String body,
      @Nullable String authorization,
      @Nullable String requestId,
      @Nullable String traceparent) {}
}
