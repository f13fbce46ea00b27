package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Plays the answers of an enforcer, which cannot run beside this module. An organization without a
 * script gets a 503. WholeSystemIT has the real one.
 */
final class ScriptedEnforcer {
  private static @Nullable ScriptedEnforcer running;

  private final HttpServer server;
  private final Map<String, Answer> scripts = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private ScriptedEnforcer(HttpServer server) {
    this.server = server;
  }

  static ScriptedEnforcer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ScriptedEnforcer enforcer = new ScriptedEnforcer(server);
      server.createContext("/access/v1", enforcer::answer);
      server.start();
      running = enforcer;
      return enforcer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScriptedEnforcer running() {
    return Objects.requireNonNull(running);
  }

  void close() {
    server.stop(0);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers all later requests about an organization. */
  void plays(String organization, int status, String body) {
    scripts.put(organization, new Answer(status, body));
  }

  /** Returns the requests about an organization, in order. */
  List<Asked> about(String organization) {
    return asked.stream().filter(one -> one.organization().equals(organization)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      ObjectNode body = StrictJson.object(exchange.getRequestBody().readAllBytes());
      String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring(7);
      Asked one =
          new Asked(
              exchange.getRequestURI().getPath(),
              body.at("/proposed/id").textValue(),
              body,
              SignedJWT.parse(bearer).getJWTClaimsSet().getStringClaim("scope"));
      asked.add(one);
      answer =
          scripts.getOrDefault(one.organization(), new Answer(503, "{\"error\":\"not ready\"}"));
    } catch (BadJson | ParseException e) {
      answer = new Answer(400, "{\"error\":\"unreadable\"}");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A request, with the scope of its token. */
  record Asked(String path, String organization, ObjectNode body, String scope) {}

  private record Answer(int status, String body) {}
}
