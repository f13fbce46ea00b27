package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.bailiwick.json.StrictJson;
import io.bailiwick.local.ExampleSignIn.SignedIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The output of the example platform: its pages, its JSON and their cookies. */
final class ExamplePages {
  private ExamplePages() {}

  static String home() {
    return "<h1>The example platform</h1><p><a href=\"/sign-in\">Sign in through your"
        + " organization</a></p>";
  }

  /** Returns the signed-in person and the enforcer's answers about two actions. */
  static String me(SignedIn who, JsonNode read, JsonNode publish) {
    return "<h1>You are "
        + escaped(who.handle())
        + "</h1><p>of "
        + escaped(who.organization())
        + "</p><dl><dt>Read a private model</dt><dd id=\"read\">"
        + said(who, read)
        + "</dd><dt>Publish a model</dt><dd id=\"publish\">"
        + said(who, publish)
        + "</dd></dl><form method=\"post\" action=\"/sign-out\"><button>Sign out</button></form>";
  }

  /**
   * Returns the answer for the person. The enforcer adds {@code sign_in_url} if signing in would
   * help. A service that is a client of the gateway starts the sign-in itself, so that the person
   * returns.
   */
  private static String said(SignedIn who, JsonNode answer) {
    if (answer.path("decision").asBoolean()) {
      return "You may.";
    }
    String text = escaped(answer.at("/context/reason_user/403").asText());
    return answer.at("/context").has("sign_in_url")
        ? text + " <a href=\"/sign-in?organization=" + who.organization() + "\">Sign in</a>"
        : text;
  }

  static Optional<String> cookie(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Cookie")).stream()
        .flatMap(cookies -> Stream.of(cookies.split("; ", -1)))
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1))
        .findFirst();
  }

  // This machine has no TLS; a service for people adds Secure.
  static void setCookie(HttpExchange exchange, String name, String value) {
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    exchange.sendResponseHeaders(303, -1);
  }

  static void show(HttpExchange exchange, int status, String body) throws IOException {
    String html =
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Example platform</title>"
            + body;
    answer(exchange, status, "text/html;charset=UTF-8", html.getBytes(StandardCharsets.UTF_8));
  }

  static void json(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
    answer(exchange, status, "application/json", StrictJson.write(body));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
