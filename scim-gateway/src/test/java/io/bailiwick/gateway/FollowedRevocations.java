package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.json.StrictJson;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to the feed of revocations, as an enforcer has it. */
final class FollowedRevocations implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private final InputStream body;
  private final BlockingQueue<Map<?, ?>> events = new LinkedBlockingQueue<>();
  private volatile String lastId = "";

  /** Connects with the id of an event; null for none. */
  FollowedRevocations(@Nullable String from) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = open(token("bailiwick.revocations"), from);
    assertThat(answer.statusCode()).isEqualTo(200);
    body = answer.body();
    Thread.ofVirtual().start(this::read);
  }

  static String token(String scope) {
    return GatewayServers.running().issuer().token("enforcer", scope, Duration.ofMinutes(5));
  }

  static HttpResponse<InputStream> open(String token, @Nullable String from)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:%d/revocations".formatted(RestAssured.port)))
            .header("Authorization", "Bearer " + token);
    if (from != null) {
      request.header("Last-Event-ID", from);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      Map<?, ?> event = Map.of();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (line.startsWith("id:")) {
          lastId = value;
        } else if (line.startsWith("data:")) {
          event = StrictJson.mapper().readValue(value, Map.class);
        } else if (line.isEmpty() && !event.isEmpty()) {
          events.add(event);
          event = Map.of();
        }
      }
    } catch (IOException closed) {
      // The test has closed it.
    }
  }

  /** The subject of the next event among some that a test knows; others of the gateway pass. */
  String next(Collection<String> known) throws InterruptedException {
    while (true) {
      Map<?, ?> event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event arrived");
      }
      if (known.contains(String.valueOf(event.get("subject")))) {
        assertThat(event.get("specversion")).isEqualTo("1.0");
        assertThat(String.valueOf(event.get("data"))).contains("" + event.get("subject"));
        return String.valueOf(event.get("subject"));
      }
    }
  }

  /** The position after the events that have arrived. */
  String lastId() {
    return lastId;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
