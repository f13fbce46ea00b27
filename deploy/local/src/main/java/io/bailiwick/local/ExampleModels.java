package io.bailiwick.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A service of the platform that contains no check: it does whatever a request asks for, and
 * believes the headers of the proxy in front of it.
 */
final class ExampleModels implements AutoCloseable {
  private final HttpServer server;

  private ExampleModels(HttpServer server) {
    this.server = server;
  }

  /** Starts the service on any port. */
  static ExampleModels start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", ExampleModels::handle);
      server.start();
      return new ExampleModels(server);
    } catch (IOException e) {
      throw new UncheckedIOException("the example's service did not start", e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExamplePages.json(
          exchange,
          200,
          Map.of(
              "did", exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath(),
              "account", header(exchange, "Bailiwick-Subject"),
              "organization", header(exchange, "Bailiwick-Organization")));
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().get(name))
        .map(values -> String.join(",", values))
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
