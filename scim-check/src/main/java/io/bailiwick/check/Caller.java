package io.bailiwick.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calls a service with a bearer token.
 *
 * @param base the URL before the paths
 */
public record Caller(HttpClient client, String base, String token, String mediaType) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;

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

  /**
   * Sends a request that is answered line by line ({@code application/x-ndjson}), for as long as
   * the service needs.
   */
  public void postForLines(String path, Object body, Consumer<JsonNode> each)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Accept", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(StrictJson.write(body)))
            .build();
    HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != OK) {
        byte[] text = lines.collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
        new Answer(response.statusCode(), tree(text), Duration.ZERO).expect(OK);
      }
      lines.forEach(line -> each.accept(tree(line.getBytes(StandardCharsets.UTF_8))));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", mediaType);
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
        request(path)
            .timeout(PATIENCE)
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
