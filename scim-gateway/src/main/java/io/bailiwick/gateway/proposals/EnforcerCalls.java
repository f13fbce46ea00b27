package io.bailiwick.gateway.proposals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.HttpExchange;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Calls the enforcer, as any service of the platform does. */
@ApplicationScoped
class EnforcerCalls {
  static final int LARGEST = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int UNAUTHORIZED = 401;

  private final GatewaySettings settings;
  private final EnforcerToken token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  EnforcerCalls(GatewaySettings settings, EnforcerToken token) {
    this.settings = settings;
    this.token = token;
  }

  /**
   * Sends a request and returns its answer, whatever its status.
   *
   * @param longer the time that the answer may take beyond the usual patience
   * @throws NoEnforcer if there is no answer; the message says why
   */
  Uni<Answer> post(String path, ObjectNode body, Duration longer) {
    if (settings.enforcerUrl().isEmpty()) {
      return Uni.createFrom().failure(new NoEnforcer("bailiwick.gateway.enforcer-url is not set"));
    }
    String base = settings.enforcerUrl().get().toString().replaceAll("/+$", "");
    byte[] json = StrictJson.write(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE.plus(longer))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json));
    // The client answers on its own threads.
    return RequestContext.resumeAfter(
        attempt(request)
            .chain(
                answer ->
                    answer.statusCode() == UNAUTHORIZED
                        ? token.drop().chain(() -> attempt(request))
                        : Uni.createFrom().item(answer))
            .map(EnforcerCalls::read)
            .ifNoItem()
            .after(PATIENCE.multipliedBy(2).plus(longer))
            .fail()
            .onFailure(failure -> !(failure instanceof NoEnforcer))
            .transform(
                failure ->
                    new NoEnforcer(
                        "the enforcer does not answer: " + failure.getClass().getSimpleName())));
  }

  private Uni<HttpResponse<String>> attempt(HttpRequest.Builder request) {
    return token
        .get(client)
        .chain(
            bearer ->
                HttpExchange.send(
                    client,
                    request.setHeader("Authorization", "Bearer " + bearer).build(),
                    LARGEST));
  }

  private static Answer read(HttpResponse<String> response) {
    try {
      return new Answer(
          response.statusCode(),
          StrictJson.object(response.body().getBytes(StandardCharsets.UTF_8)));
    } catch (BadJson e) {
      throw new NoEnforcer("the enforcer answered " + response.statusCode() + " without JSON");
    }
  }

  /** An answer of the enforcer. */
  record Answer(int status, ObjectNode body) {
    /** Returns the words of an error. */
    String error() {
      return body.path("error").asText("status " + status);
    }
  }

  /** The enforcer gave no answer. */
  static final class NoEnforcer extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String why;

    NoEnforcer(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    String why() {
      return why;
    }
  }
}
