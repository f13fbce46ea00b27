package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.check.Caller;
import io.bailiwick.local.ExampleSignIn.SignedIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A minimal platform service: signs people in by plain OpenID Connect at the gateway, and asks the
 * enforcer before it shows or does anything.
 */
final class ExamplePlatform implements AutoCloseable {
  private static final String SESSION = "example-session";
  private static final String BROWSER = "example-browser";

  /** The session token itself, for services that a proxy protects. */
  static final String TOKEN = "example-token";

  private static final int MOST_PENDING = 10_000;

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

  /** Returns the URL of the service on a port, to which codes are also sent. */
  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Starts the service; it asks the enforcer with a service's token. */
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
        ExamplePages.show(exchange, 502, "<h1>That did not work</h1>");
      }
    }
  }

  private void route(HttpExchange exchange)
      throws IOException, InterruptedException, GeneralException {
    switch (exchange.getRequestURI().getPath()) {
      case "/" -> ExamplePages.show(exchange, 200, ExamplePages.home());
      case "/sign-in" -> signIn(exchange);
      case "/callback" -> callback(exchange);
      case "/me" -> me(exchange);
      case "/sign-out" -> signOut(exchange);
      default -> ExamplePages.show(exchange, 404, "<h1>There is nothing here</h1>");
    }
  }

  private void signIn(HttpExchange exchange) throws IOException {
    String browser =
        ExamplePages.cookie(exchange, BROWSER).orElseGet(() -> UUID.randomUUID().toString());
    Pending begun = new Pending(browser, new Nonce(), new CodeVerifier());
    State state = new State();
    if (pending.size() >= MOST_PENDING) {
      // Abandoned sign-ins cannot fill the memory; a person in the middle of one starts again.
      pending.clear();
    }
    pending.put(state.getValue(), begun);
    Optional<String> organization =
        Optional.ofNullable(exchange.getRequestURI().getQuery())
            .filter(query -> query.matches("organization=[a-z0-9-]+"))
            .map(query -> query.substring("organization=".length()));
    ExamplePages.setCookie(exchange, BROWSER, browser);
    ExamplePages.redirect(
        exchange,
        signIn.authorization(state, begun.nonce, begun.verifier, organization).toString());
  }

  // INVARIANT: an answer is valid only in the browser that requested it, so that no link can sign a
  // person in as another one.
  private void callback(HttpExchange exchange) throws IOException, GeneralException {
    URI answer = signIn.answer(exchange.getRequestURI());
    String state = ExampleSignIn.state(answer);
    Pending begun = pending.get(state);
    if (begun == null
        || !ExamplePages.cookie(exchange, BROWSER).equals(Optional.of(begun.browser))
        || !pending.remove(state, begun)) {
      ExamplePages.show(exchange, 400, "<h1>That sign-in was not begun here</h1>");
      return;
    }
    SignedIn person = signIn.finish(answer, begun.nonce, begun.verifier);
    ExamplePages.cookie(exchange, SESSION).ifPresent(sessions::remove);
    String id = UUID.randomUUID().toString();
    sessions.put(id, person);
    ExamplePages.setCookie(exchange, SESSION, id);
    ExamplePages.setCookie(exchange, TOKEN, person.accessToken());
    ExamplePages.redirect(exchange, "/me");
  }

  /** Ends the session here and at the gateway; a form of another site comes without the cookie. */
  private void signOut(HttpExchange exchange) throws IOException {
    Optional<SignedIn> person =
        "POST".equals(exchange.getRequestMethod())
            ? ExamplePages.cookie(exchange, SESSION).map(sessions::remove)
            : Optional.empty();
    if (person.isEmpty()) {
      ExamplePages.redirect(exchange, "/");
      return;
    }
    ExamplePages.setCookie(exchange, SESSION, "gone; Max-Age=0");
    ExamplePages.setCookie(exchange, TOKEN, "gone; Max-Age=0");
    ExamplePages.redirect(
        exchange,
        signIn.endSession(person.get(), URI.create(url(server.getAddress().getPort()))).toString());
  }

  /** Answers with the signed-in person and the allowed actions; as JSON on request. */
  private void me(HttpExchange exchange)
      throws IOException, InterruptedException, GeneralException {
    boolean json = "json".equals(exchange.getRequestURI().getQuery());
    Optional<SignedIn> person = person(exchange);
    if (person.isEmpty()) {
      if (json) {
        ExamplePages.json(exchange, 401, Map.of("decision", false, "reason", "not signed in here"));
      } else {
        ExamplePages.redirect(exchange, "/");
      }
      return;
    }
    SignedIn who = person.get();
    // It may have been renewed.
    ExamplePages.setCookie(exchange, TOKEN, who.accessToken());
    JsonNode decision =
        may(who, "repository.read", Map.of("owner", who.organization(), "visibility", "private"));
    if (json) {
      ExamplePages.json(
          exchange,
          200,
          Map.of(
              "account", who.account(),
              "handle", who.handle(),
              "organization", who.organization(),
              "decision", decision.path("decision").asBoolean(),
              "reason", decision.at("/context/reason").asText(),
              "renewAt", who.renewAt().toString()));
      return;
    }
    JsonNode publish =
        may(who, "repository.create", Map.of("owner", who.organization(), "visibility", "public"));
    ExamplePages.show(exchange, 200, ExamplePages.me(who, decision, publish));
  }

  // INVARIANT: asks every time, with the token that the gateway issued for this session.
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

  /** Returns the browser's session, with tokens that the check accepts. */
  private Optional<SignedIn> person(HttpExchange exchange) {
    Optional<String> id = ExamplePages.cookie(exchange, SESSION);
    // One renewal of a session at a time: a refresh token may be valid only once.
    return id.map(known -> sessions.computeIfPresent(known, (session, who) -> current(who)));
  }

  /** Returns the session with recent tokens; null if the gateway has ended it. */
  private @Nullable SignedIn current(SignedIn who) {
    if (Instant.now().isBefore(who.renewAt())) {
      return who;
    }
    try {
      return signIn.renew(who).orElse(null);
    } catch (GeneralException | IOException e) {
      // While the gateway is unavailable, the present tokens stay valid for a while.
      System.err.println("example platform: " + e);
      return who;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** A sign-in that a browser has begun. */
  private record Pending(String browser, Nonce nonce, CodeVerifier verifier) {}
}
