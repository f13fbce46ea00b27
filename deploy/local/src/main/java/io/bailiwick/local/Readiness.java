package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.local.LocalState.LocalProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Asks a process whether it does its work: its mere existence shows little. */
final class Readiness {
  static final String READY = "up";
  static final String SILENT = "not responding";
  private static final String STARTING = "starting";
  private static final String DOWN = "DOWN";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The time that a process needs at most to open its port. */
  private static final Duration START = Duration.ofMinutes(1);

  /** The shortest requests of their protocols: an SSLRequest, ApiVersions of version 0, a page. */
  private static final Map<String, byte[]> QUESTIONS =
      Map.of(
          "postgres", HexFormat.of().parseHex("0000000804d2162f"),
          "kafka", HexFormat.of().parseHex("0000000a0012000000000001ffff"),
          "nginx", "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
          "haproxy", "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

  private Readiness() {}

  /** Returns the status of a process: {@code up}, or a description of its failure. */
  static String of(String name, LocalProcess process) {
    if (!process.isAlive()) {
      return DOWN;
    }
    String said =
        QUESTIONS.containsKey(name) ? answers(name, process.port()) : of(name, process.port());
    boolean young =
        process.startedAt().filter(at -> at.isAfter(Instant.now().minus(START))).isPresent();
    return said.equals(STARTING) && !young ? SILENT : said;
  }

  /** Returns the status of a service by its port alone. */
  static String of(int port) {
    return of("", port);
  }

  private static String of(String name, int port) {
    String path =
        name.equals("keycloak") ? "/realms/" + DemoOrganizations.IDS.getFirst() : "/q/health/ready";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() == 200 ? READY : "not ready: " + why(response);
    } catch (ConnectException notOpen) {
      return STARTING;
    } catch (IOException e) {
      return SILENT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SILENT;
    }
  }

  /** Returns the failing checks (MicroProfile Health), with their data. */
  private static String why(HttpResponse<byte[]> response) {
    try {
      JsonNode checks = StrictJson.mapper().readTree(response.body()).path("checks");
      String failed =
          StreamSupport.stream(checks.spliterator(), false)
              .filter(check -> !check.path("status").asText().equals("UP"))
              .map(check -> check.path("name").asText() + told(check.path("data")))
              .collect(Collectors.joining("; "));
      return failed.isEmpty() ? "status " + response.statusCode() : failed;
    } catch (IOException notJson) {
      return "status " + response.statusCode();
    }
  }

  private static String told(JsonNode data) {
    return data.isEmpty()
        ? ""
        : data.properties().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue().asText())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String answers(String name, int port) {
    try (Socket socket = new Socket()) {
      int patience = (int) PATIENCE.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patience);
      socket.setSoTimeout(patience);
      socket.getOutputStream().write(QUESTIONS.getOrDefault(name, new byte[0]));
      return socket.getInputStream().read() >= 0 ? READY : SILENT;
    } catch (ConnectException notOpen) {
      return STARTING;
    } catch (IOException e) {
      return SILENT;
    }
  }
}
