package io.bailiwick.enforcer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The feed of a gateway, as the protocol of server-sent events has it. */
final class GatewayFeed implements AutoCloseable {
  private final HttpServer server;
  private @Nullable OutputStream open;

  /** The positions with which the enforcer has connected; empty for none. */
  final List<Optional<String>> connections = new CopyOnWriteArrayList<>();

  final List<String> tokens = new CopyOnWriteArrayList<>();

  private GatewayFeed(HttpServer server) {
    this.server = server;
  }

  static GatewayFeed start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      GatewayFeed feed = new GatewayFeed(server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/revocations", feed::follow);
      server.start();
      return feed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void follow(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    open = exchange.getResponseBody();
    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
    connections.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
    write(": alive\n\n");
  }

  /** Sends an event as the gateway does. */
  void send(String id, Event event) throws IOException {
    WireEvent wire = EventCodec.encode(event, "/scim-gateway");
    Map<String, Object> structured = new TreeMap<>();
    wire.headers()
        .forEach(
            (name, value) ->
                structured.put(
                    name.startsWith("ce_") ? name.substring("ce_".length()) : name, value));
    structured.put("data", StrictJson.mapper().readTree(wire.data()));
    String json = new String(StrictJson.write(structured), StandardCharsets.UTF_8);
    write("event: revocation\nid: " + id + "\ndata: " + json + "\n\n");
  }

  synchronized void write(String text) throws IOException {
    OutputStream stream = Objects.requireNonNull(open);
    stream.write(text.getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }

  /** Ends the connection. */
  synchronized void drop() throws IOException {
    Objects.requireNonNull(open).close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
