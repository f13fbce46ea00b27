package io.bailiwick.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Calls a service with a bearer token.
 *
 * @param base the URL before the paths
 */
public record Caller(HttpClient client, String base, String token, String mediaType) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Calls a service that talks JSON. */
  public static Caller json(String base, String token) {
    return new Caller(newClient(), base, token, "application/json");
  }

  /** Calls a SCIM service. */
  public static Caller scim(String base, String token) {
    return new Caller(newClient(), base, token, "application/scim+json");
  }

  private static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(2))
        .build();
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, Optional.empty());
  }

  public Answer post(String path, Object body) throws IOException, InterruptedException {
    return send("POST", path, Optional.of(body));
  }

  public Answer post(String path) throws IOException, InterruptedException {
    return send("POST", path, Optional.empty());
  }

  public Answer put(String path, Object body) throws IOException, InterruptedException {
    return send("PUT", path, Optional.of(body));
  }

  public Answer patch(String path, Object body) throws IOException, InterruptedException {
    return send("PATCH", path, Optional.of(body));
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, Optional.empty());
  }

  /** Returns a caller with another token. */
  Caller withToken(String other) {
    return new Caller(client, base, other, mediaType);
  }

  /** Returns the result of a call; throws only the exceptions of calls to a service. */
  public static <T> T calling(Callable<T> call) throws IOException, InterruptedException {
    try {
      return call.call();
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer send(String method, String path, Optional<Object> body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", mediaType)
            .method(
                method,
                body.map(value -> BodyPublishers.ofByteArray(StrictJson.write(value)))
                    .orElseGet(BodyPublishers::noBody))
            .build();
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Answer(response.statusCode(), tree(response.body()), took);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return body.length == 0
          ? JsonNodeFactory.instance.missingNode()
          : StrictJson.mapper().readTree(body);
    } catch (IOException notJson) {
      return JsonNodeFactory.instance.textNode(
          new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8));
    }
  }

  /** A response and the time that it took. */
  public record Answer(int status, JsonNode body, Duration took) {
    /** Returns this answer if it has one of the statuses; throws otherwise. */
    public Answer expect(int... statuses) {
      for (int wanted : statuses) {
        if (status == wanted) {
          return this;
        }
      }
      throw new IllegalStateException("unexpected answer " + status + ": " + body);
    }
  }
}
