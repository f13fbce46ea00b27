package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.check.Caller;
import io.bailiwick.json.StrictJson;
import io.bailiwick.local.ExampleSignIn.SignedIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A platform service as small as can be: signs people in by plain OpenID Connect at the gateway,
 * and asks the enforcer before it shows or does anything.
 */
final class ExamplePlatform implements AutoCloseable {
  private static final String COOKIE = "example-session";

  private final HttpServer server;
  private final ExampleSignIn signIn;
  private final Caller enforcer;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final Map<String, SignedIn> sessions = new ConcurrentHashMap<>();

  private ExamplePlatform(HttpServer server, ExampleSignIn signIn, Caller enforcer) {
    this.server = server;
    this.signIn = signIn;
    this.enforcer = enforcer;
  }

  /** The URL of the service on a port, and where codes come back to. */
  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it; the enforcer is asked with a service's token. */
  static ExamplePlatform start(int port, ExampleSignIn signIn, Caller enforcer) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ExamplePlatform platform = new ExamplePlatform(server, signIn, enforcer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", platform::handle);
      server.start();
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException("the example platform did not start on port " + port, e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        route(exchange);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (GeneralException | IOException | RuntimeException e) {
        System.err.println("example platform: " + e);
        page(exchange, 502, "<h1>That did not work</h1>");
      }
    }
  }

  private void route(HttpExchange exchange)
      throws IOException, InterruptedException, GeneralException {
    switch (exchange.getRequestURI().getPath()) {
      case "/" -> page(exchange, 200, home());
      case "/sign-in" -> signIn(exchange);
      case "/callback" -> callback(exchange);
      case "/me" -> me(exchange);
      default -> page(exchange, 404, "<h1>There is nothing here</h1>");
    }
  }

  private static String home() {
    return "<h1>The example platform</h1><p><a href=\"/sign-in\">Sign in through your"
        + " organization</a></p>";
  }

  private void signIn(HttpExchange exchange) throws IOException {
    Pending begun = new Pending(new State(), new Nonce(), new CodeVerifier());
    pending.put(begun.state.getValue(), begun);
    Optional<String> organization =
        Optional.ofNullable(exchange.getRequestURI().getQuery())
            .filter(query -> query.matches("organization=[a-z0-9-]+"))
            .map(query -> query.substring("organization=".length()));
    redirect(
        exchange,
        signIn.authorization(begun.state, begun.nonce, begun.verifier, organization).toString());
  }

  private void callback(HttpExchange exchange) throws IOException, GeneralException {
    URI answer = signIn.answer(exchange.getRequestURI());
    Pending begun = pending.remove(ExampleSignIn.state(answer));
    if (begun == null) {
      page(exchange, 400, "<h1>That sign-in was not begun here</h1>");
      return;
    }
    SignedIn person = signIn.finish(answer, begun.nonce, begun.verifier);
    String id = UUID.randomUUID().toString();
    sessions.put(id, person);
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", COOKIE + "=" + id + "; Path=/; HttpOnly; SameSite=Lax");
    redirect(exchange, "/me");
  }

  /** Who is signed in and what they may do; as JSON where that is asked for. */
  private void me(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<SignedIn> person = person(exchange);
    if (person.isEmpty()) {
      redirect(exchange, "/");
      return;
    }
    SignedIn who = person.get();
    JsonNode decision =
        may(who, "repository.read", Map.of("owner", who.organization(), "visibility", "private"));
    if ("json".equals(exchange.getRequestURI().getQuery())) {
      answer(
          exchange,
          200,
          "application/json",
          StrictJson.write(
              Map.of(
                  "account", who.account(),
                  "handle", who.handle(),
                  "organization", who.organization(),
                  "decision", decision.path("decision").asBoolean(),
                  "reason", decision.at("/context/reason").asText())));
      return;
    }
    JsonNode publish =
        may(who, "repository.create", Map.of("owner", who.organization(), "visibility", "public"));
    page(
        exchange,
        200,
        "<h1>You are "
            + who.handle()
            + "</h1><p>of "
            + who.organization()
            + "</p><dl><dt>Read a private model</dt><dd id=\"read\">"
            + said(decision)
            + "</dd><dt>Publish a model</dt><dd id=\"publish\">"
            + said(publish)
            + "</dd></dl>");
  }

  private static String said(JsonNode answer) {
    return answer.path("decision").asBoolean()
        ? "You may."
        : answer.at("/context/reason_user/403").asText();
  }

  // INVARIANT: asked every time, with the token that the gateway gave for this session.
  private JsonNode may(SignedIn who, String action, Map<String, String> of)
      throws IOException, InterruptedException {
    return enforcer
        .post(
            "/access/v1/evaluation",
            Map.of(
                "subject", Map.of("type", "user", "id", who.account()),
                "action", Map.of("name", action),
                "resource",
                    Map.of("type", "model", "id", who.organization() + "/m", "properties", of),
                "context", Map.of("session", Map.of("token", who.accessToken()))))
        .expect(200)
        .body();
  }

  private Optional<SignedIn> person(HttpExchange exchange) {
    String cookies = exchange.getRequestHeaders().getFirst("Cookie");
    return cookies == null
        ? Optional.empty()
        : List.of(cookies.split("; ", -1)).stream()
            .filter(cookie -> cookie.startsWith(COOKIE + "="))
            .map(cookie -> sessions.get(cookie.substring(COOKIE.length() + 1)))
            .filter(java.util.Objects::nonNull)
            .findFirst();
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    exchange.sendResponseHeaders(303, -1);
  }

  private static void page(HttpExchange exchange, int status, String body) throws IOException {
    String html =
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Example platform</title>"
            + body;
    answer(exchange, status, "text/html;charset=UTF-8", html.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Pending(State state, Nonce nonce, CodeVerifier verifier) {}
}
